// Command 23-close-waits-for-reader closes a session under its lock and waits for the reader, who needs the lock to leave.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type session struct {
	mu     sync.Mutex
	frames chan int
	done   chan struct{}
	open   bool
}

func (s *session) read() {
	defer close(s.done)
	for range s.frames {
		time.Sleep(time.Millisecond)
	}
	s.mu.Lock() // leak 23
	s.open = false
	s.mu.Unlock()
}

func (s *session) close(fixed bool) {
	s.mu.Lock()
	if fixed {
		s.mu.Unlock()
		close(s.frames)
		<-s.done
		return
	}
	defer s.mu.Unlock()
	close(s.frames)
	<-s.done // leak 23
}

func main() {
	bare.Main(func(fixed bool) {
		s := &session{frames: make(chan int, 4), done: make(chan struct{}), open: true}
		go s.read()
		s.frames <- 1
		s.close(fixed)
	})
}
