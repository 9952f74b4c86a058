// Reminders that are due at their times: a heap, one timer, and a goroutine for each reminder that is just being sent.
package main

import (
	"container/heap"
	"math/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type reminder struct {
	due  time.Time
	send func()
}

type byDue []reminder

func (q byDue) Len() int           { return len(q) }
func (q byDue) Less(i, j int) bool { return q[i].due.Before(q[j].due) }
func (q byDue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *byDue) Push(x any)        { *q = append(*q, x.(reminder)) }
func (q *byDue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

type scheduler struct {
	mu    sync.Mutex
	queue byDue
	wake  chan struct{}
}

func newScheduler() *scheduler {
	s := &scheduler{wake: make(chan struct{}, 1)}
	go s.run()
	return s
}

func (s *scheduler) after(d time.Duration, send func()) {
	s.mu.Lock()
	heap.Push(&s.queue, reminder{time.Now().Add(d), send})
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *scheduler) run() {
	timer := time.NewTimer(time.Hour)
	for {
		s.mu.Lock()
		for len(s.queue) > 0 && !s.queue[0].due.After(time.Now()) {
			go heap.Pop(&s.queue).(reminder).send()
		}
		next := time.Hour
		if len(s.queue) > 0 {
			next = time.Until(s.queue[0].due)
		}
		s.mu.Unlock()
		timer.Reset(next)
		select {
		case <-timer.C:
		case <-s.wake:
		}
	}
}

func deliver() { time.Sleep(time.Duration(5+rand.Intn(30)) * time.Millisecond) }

func main() {
	harness.Serve(func(load bool) {
		s := newScheduler()
		for i := 0; i < 100; i++ {
			s.after(time.Duration(1+i)*time.Hour, deliver)
		}
		if load {
			go func() {
				for {
					s.after(time.Duration(rand.Intn(800))*time.Millisecond, deliver)
					time.Sleep(time.Millisecond)
				}
			}()
		}
	})
}
