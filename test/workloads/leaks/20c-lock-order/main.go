// Command regions copies data between regions in a ring, each copy holding the lock of its source and waiting for that of its
// target. When all copy at once, the ring closes.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type region struct {
	order int
	sync.Mutex
	objects map[string]int
}

type replicator struct {
	regions []*region
	lock    func(a, b *region) (unlock func())
}

func newReplicator(n int, lock func(a, b *region) func()) *replicator {
	r := &replicator{lock: lock}
	for i := 0; i < n; i++ {
		r.regions = append(r.regions, &region{order: i, objects: map[string]int{"root": i}})
	}
	return r
}

func sourceFirst(source, target *region) func() {
	source.Lock()
	time.Sleep(3 * time.Millisecond) // Lists the objects.
	target.Lock()                    // leak 20
	return func() {
		target.Unlock()
		source.Unlock()
	}
}

func lowestFirst(source, target *region) func() {
	if target.order < source.order {
		source, target = target, source
	}
	source.Lock()
	time.Sleep(time.Millisecond)
	target.Lock()
	return func() {
		target.Unlock()
		source.Unlock()
	}
}

func (r *replicator) copy(from, to *region) {
	unlock := r.lock(from, to)
	defer unlock()
	for key, value := range from.objects {
		to.objects[key] = value
	}
}

func (r *replicator) round() {
	for i, from := range r.regions {
		go r.copy(from, r.regions[(i+1)%len(r.regions)])
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { newReplicator(3, sourceFirst).round() },
		Fixed:    func(int) { newReplicator(3, lowestFirst).round() },
		Burst:    12,
	})
}
