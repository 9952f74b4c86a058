// Command 30-byte-semaphore takes bytes of a budget before it hashes a file and gives them back where hashing went well.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type byteSemaphore struct {
	max, available int
	mu             sync.Mutex
	cond           *sync.Cond
}

func (s *byteSemaphore) take(bytes int) {
	s.mu.Lock()
	for bytes > s.available {
		s.cond.Wait() // leak 28, 30
	}
	s.available -= bytes
	s.mu.Unlock()
}

func (s *byteSemaphore) give(bytes int) {
	s.mu.Lock()
	s.available += bytes
	s.cond.Broadcast()
	s.mu.Unlock()
}

func hash(s *byteSemaphore, size int, fixed bool) error {
	s.take(size)
	if size > 60 && !fixed {
		return errors.New("too large")
	}
	s.give(size)
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		s := &byteSemaphore{max: 100, available: 100}
		s.cond = sync.NewCond(&s.mu)
		for _, size := range []int{10, 70, 50, 20} {
			go hash(s, size, fixed)
			time.Sleep(time.Millisecond)
		}
	})
}
