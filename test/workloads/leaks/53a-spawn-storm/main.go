// An audit trail: a goroutine for every event of a batch, all of them writing to one slow disk.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type event struct{ batch, n int }

type trail struct {
	mu      sync.Mutex
	written int
}

func (t *trail) write(e event) {
	t.mu.Lock() // leak 53
	defer t.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	t.written++
}

// writeAll takes the lock once.
func (t *trail) writeAll(events []event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.Sleep(time.Millisecond)
	t.written += len(events)
}

func collect(batch int) (events []event) {
	for n := 0; n < 400; n++ {
		events = append(events, event{batch, n})
	}
	return events
}

var audit trail

func record(batch int) {
	for _, e := range collect(batch) {
		go audit.write(e)
	}
}

func recordTogether(batch int) { audit.writeAll(collect(batch)) }

func main() { harness.Main(harness.Program{Incident: record, Fixed: recordTogether}) }
