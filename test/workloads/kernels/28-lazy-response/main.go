// Command 28-lazy-response buffers what a store sends until it is merged; a merge that ends early leaves the sender waiting for room.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

const most = 4

type responses struct {
	mu       sync.Mutex
	room     *sync.Cond
	buffered []int
	closed   bool
}

func newResponses(series int) *responses {
	r := &responses{}
	r.room = sync.NewCond(&r.mu)
	go r.receive(series)
	return r
}

func (r *responses) receive(series int) {
	for i := 0; i < series; i++ {
		if !r.push(i) {
			return
		}
	}
}

func (r *responses) push(i int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.buffered) >= most && !r.closed {
		r.room.Wait() // leak 28
	}
	r.buffered = append(r.buffered, i)
	return !r.closed
}

func (r *responses) next() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.buffered) == 0 {
		return -1
	}
	first := r.buffered[0]
	r.buffered = r.buffered[1:]
	r.room.Broadcast()
	return first
}

func (r *responses) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.room.Broadcast()
}

func merge(limit int, fixed bool) (sum int) {
	sets := []*responses{newResponses(100), newResponses(100)}
	time.Sleep(time.Millisecond)
	for _, set := range sets {
		if fixed {
			defer set.close()
		}
		for i := 0; i < limit; i++ {
			sum += set.next()
		}
	}
	return sum
}

func main() {
	bare.Main(func(fixed bool) { merge(2, fixed) })
}
