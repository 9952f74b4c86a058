// Command resizer passes pictures through a small ring. Those who put and those who take wait in one Cond, and Signal wakes one of
// either kind: when the wrong one is woken, both kinds wait for ever.
package main

import (
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type ring struct {
	mu         sync.Mutex
	changed    *sync.Cond
	pictures   []int
	broadcasts bool
}

func newRing(broadcasts bool) *ring {
	r := &ring{broadcasts: broadcasts}
	r.changed = sync.NewCond(&r.mu)
	return r
}

func (r *ring) wake() {
	if r.broadcasts {
		r.changed.Broadcast()
	} else {
		r.changed.Signal()
	}
}

func (r *ring) put(picture int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.pictures) == 1 {
		r.changed.Wait() // leak 28
	}
	r.pictures = append(r.pictures, picture)
	r.wake()
}

func (r *ring) take() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.pictures) == 0 {
		r.changed.Wait() // leak 28
	}
	picture := r.pictures[0]
	r.pictures = r.pictures[1:]
	r.wake()
	return picture
}

var resized atomic.Int64

func album(broadcasts bool) {
	r := newRing(broadcasts)
	var wg sync.WaitGroup
	const each = 1000
	for i := 0; i < 4; i++ {
		wg.Add(2)
		go func() {
			defer wg.Done()
			for n := 0; n < each; n++ {
				r.put(n)
			}
		}()
		go func() {
			defer wg.Done()
			for n := 0; n < each; n++ {
				resized.Add(int64(r.take()))
			}
		}()
	}
	wg.Wait() // leak 28 25
}

func main() {
	harness.Main(harness.Program{
		Burst:    10,
		Incident: func(int) { album(false) },
		Fixed:    func(int) { album(true) },
	})
}
