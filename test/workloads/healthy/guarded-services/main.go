// A node whose long-lived parts are all started through one helper that restarts what panics and names what runs: consumers,
// caretakers, a bus. Between messages all of them idle.
package main

import (
	"context"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type supervisor struct {
	ctx     context.Context
	cancel  context.CancelFunc
	mu      sync.Mutex
	running map[string]time.Time
	all     sync.WaitGroup
}

func newSupervisor() *supervisor {
	ctx, cancel := context.WithCancel(context.Background())
	return &supervisor{ctx: ctx, cancel: cancel, running: map[string]time.Time{}}
}

// Go runs f until it comes back without a panic.
func (s *supervisor) Go(name string, f func(context.Context)) {
	s.mu.Lock()
	s.running[name] = time.Now()
	s.mu.Unlock()
	s.all.Add(1)
	go func() {
		defer s.all.Done()
		for s.once(name, f) {
			time.Sleep(100 * time.Millisecond)
		}
	}()
}

func (s *supervisor) once(name string, f func(context.Context)) (again bool) {
	defer func() {
		if r := recover(); r != nil {
			log.Printf("%s: %v", name, r)
			again = s.ctx.Err() == nil
		}
	}()
	f(s.ctx)
	return false
}

type topic struct {
	in   chan int
	sum  atomic.Int64
	subs []chan int
}

func (t *topic) fanOut(ctx context.Context) {
	for {
		select {
		case v := <-t.in:
			for _, sub := range t.subs {
				sub <- v
			}
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		s := newSupervisor()
		var topics []*topic
		for i := 0; i < 8; i++ {
			t := &topic{in: make(chan int)}
			for j := 0; j < 3; j++ {
				sub := make(chan int, 2)
				t.subs = append(t.subs, sub)
				s.Go(fmt.Sprintf("sub %d.%d", i, j), func(context.Context) {
					for v := range sub {
						t.sum.Add(int64(v))
					}
				})
			}
			s.Go(fmt.Sprintf("topic %d", i), t.fanOut)
			topics = append(topics, t)
		}
		s.Go("stop", func(ctx context.Context) { <-ctx.Done() })
		go func() {
			s.all.Wait()
			log.Print("all stopped")
		}()
		harness.Keep(s, topics)
		for i, t := range topics {
			t.in <- i
		}
		for i := 0; load && i < 4; i++ {
			s.Go(fmt.Sprint("producer ", i), func(ctx context.Context) {
				for v := 0; ctx.Err() == nil; v++ {
					topics[v%len(topics)].in <- v
					time.Sleep(2 * time.Millisecond)
				}
			})
		}
	})
}
