// An export API that polls the state of each export, and keeps polling when the export has long been collected.
package main

import (
	"log"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type state int

const (
	running state = iota
	finished
	collected
)

type exports struct {
	mu     sync.RWMutex
	states map[int]state
}

func (e *exports) set(id int, s state) {
	e.mu.Lock()
	e.states[id] = s
	e.mu.Unlock()
}

func (e *exports) get(id int) state {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.states[id]
}

func (e *exports) pollUntilFinished(id int) {
	for e.get(id) != finished { // an export that was collected meanwhile is never "finished" again
		time.Sleep(50 * time.Millisecond) // leak 33
	}
	log.Print("export ", id, " is ready")
}

func (e *exports) poll(id int) {
	for e.get(id) == running {
		time.Sleep(10 * time.Millisecond)
	}
}

var store = &exports{states: map[int]state{}}

func export(i int) {
	store.set(i, running)
	go store.pollUntilFinished(i)
	time.Sleep(2 * time.Millisecond)
	store.set(i, collected)
}

func exportAndSee(i int) {
	store.set(i, running)
	go store.poll(i)
	time.Sleep(2 * time.Millisecond)
	store.set(i, collected)
}

func main() { harness.Main(harness.Program{Incident: export, Fixed: exportAndSee}) }
