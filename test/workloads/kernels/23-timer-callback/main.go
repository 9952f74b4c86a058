// Command 23-timer-callback stops a session's timer under its lock and waits until the callback is over, which wants the lock.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type session struct {
	mu      sync.Mutex
	running sync.WaitGroup
	timer   *time.Timer
	expired bool
}

func (s *session) expire() {
	defer s.running.Done()
	time.Sleep(3 * time.Millisecond)
	s.mu.Lock() // leak 23
	s.expired = true
	s.mu.Unlock()
}

func (s *session) close(fixed bool) {
	s.mu.Lock()
	if fixed {
		s.mu.Unlock()
		s.running.Wait()
		return
	}
	defer s.mu.Unlock()
	if !s.timer.Stop() {
		s.running.Wait() // leak 23
	}
}

func main() {
	bare.Main(func(fixed bool) {
		s := &session{}
		s.running.Add(1)
		s.timer = time.AfterFunc(2*time.Millisecond, s.expire)
		time.Sleep(4 * time.Millisecond)
		go s.close(fixed)
	})
}
