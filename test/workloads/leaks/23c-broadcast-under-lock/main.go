// Command scores broadcasts goals to viewers under the lock of the viewers. One viewer stops taking them, and with it stops
// everything that needs the lock.
package main

import (
	"fmt"
	"sync"

	"example.com/workloads/harness"
)

type goal struct{ team string }

type stadium struct {
	mu      sync.Mutex
	viewers map[int]chan goal
	dropped int
}

func (s *stadium) enter(id int) <-chan goal {
	seat := make(chan goal, 2)
	s.mu.Lock() // leak 23
	defer s.mu.Unlock()
	s.viewers[id] = seat
	return seat
}

func (s *stadium) leave(id int) {
	s.mu.Lock() // leak 23
	defer s.mu.Unlock()
	delete(s.viewers, id)
}

func (s *stadium) broadcast(g goal) {
	s.mu.Lock() // leak 23
	defer s.mu.Unlock()
	for _, seat := range s.viewers {
		seat <- g // leak 23
	}
}

func (s *stadium) broadcastOrDrop(g goal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seat := range s.viewers {
		select {
		case seat <- g:
		default:
			s.dropped++
		}
	}
}

// watch takes one goal; the viewer then looks elsewhere while the match goes on.
func (s *stadium) watch(id int, broadcast func(goal)) {
	seat := s.enter(id)
	broadcast(goal{"home"})
	<-seat
	for n := 0; n < 4; n++ {
		broadcast(goal{fmt.Sprint("away ", n)})
	}
	s.leave(id)
}

// enterAndLeave is a visit between two goals.
func (s *stadium) enterAndLeave(id int) {
	s.enter(id)
	s.leave(id)
}

func match(s *stadium, broadcast func(goal)) func(int) {
	return func(i int) {
		switch i % 3 {
		case 0:
			go s.leave(-i)
			s.watch(i, broadcast)
		case 1:
			broadcast(goal{"guest"})
		case 2:
			s.enterAndLeave(i)
		}
	}
}

func main() {
	slow, sound := &stadium{viewers: map[int]chan goal{}}, &stadium{viewers: map[int]chan goal{}}
	harness.Main(harness.Program{
		Incident: match(slow, slow.broadcast),
		Fixed:    match(sound, sound.broadcastOrDrop),
	})
}
