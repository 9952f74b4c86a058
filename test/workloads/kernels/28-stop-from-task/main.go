// Command 28-stop-from-task drains a stopper until no task is left, from a task.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type stopper struct {
	mu    sync.Mutex
	drain *sync.Cond
	tasks int
}

func newStopper() *stopper {
	s := &stopper{}
	s.drain = sync.NewCond(&s.mu)
	return s
}

func (s *stopper) runTask(task func()) {
	s.mu.Lock()
	s.tasks++
	s.mu.Unlock()
	task()
	s.mu.Lock()
	s.tasks--
	s.drain.Broadcast()
	s.mu.Unlock()
}

func (s *stopper) quiesce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.tasks > 0 {
		s.drain.Wait() // leak 28
	}
}

func main() {
	bare.Main(func(fixed bool) {
		s := newStopper()
		go s.runTask(func() {
			if fixed {
				go s.quiesce()
				return
			}
			s.quiesce()
		})
	})
}
