// Command fleet restarts its machines and waits for all of them under the lock of the fleet. A machine reports that it is up
// under the same lock.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type machine struct {
	id int
	up bool
}

type fleet struct {
	mu       sync.Mutex
	machines map[int]*machine
	reports  int
}

func newFleet(n int) *fleet {
	f := &fleet{machines: map[int]*machine{}}
	for id := 0; id < n; id++ {
		f.machines[id] = &machine{id: id}
	}
	return f
}

func (f *fleet) report(id int) {
	f.mu.Lock() // leak 23
	defer f.mu.Unlock()
	f.machines[id].up = true
	f.reports++
}

func (f *fleet) boot(id int, up *sync.WaitGroup) {
	defer up.Done()
	time.Sleep(time.Millisecond)
	f.report(id)
}

func (f *fleet) restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	var up sync.WaitGroup
	for id, m := range f.machines {
		m.up = false
		up.Add(1)
		go f.boot(id, &up)
	}
	up.Wait() // leak 23 25
}

func (f *fleet) begin(up *sync.WaitGroup) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, m := range f.machines {
		m.up = false
		up.Add(1)
		go f.boot(id, up)
	}
}

func (f *fleet) restartOutside() {
	var up sync.WaitGroup
	f.begin(&up)
	up.Wait()
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { newFleet(3).restart() },
		Fixed:    func(int) { newFleet(3).restartOutside() },
		Burst:    15,
	})
}
