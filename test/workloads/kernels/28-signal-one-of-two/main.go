// Command 28-signal-one-of-two wakes one of two who wait for the same state.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type gate struct {
	mu    sync.Mutex
	cond  *sync.Cond
	ready bool
}

func (g *gate) wait() {
	g.mu.Lock()
	for !g.ready {
		g.cond.Wait() // leak 28
	}
	g.mu.Unlock()
}

func main() {
	bare.Main(func(fixed bool) {
		g := &gate{}
		g.cond = sync.NewCond(&g.mu)
		go g.wait()
		go g.wait()
		time.Sleep(5 * time.Millisecond)
		g.mu.Lock()
		g.ready = true
		if fixed {
			g.cond.Broadcast()
		} else {
			g.cond.Signal()
		}
		g.mu.Unlock()
	})
}
