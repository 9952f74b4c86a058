// Command 31-apply-future waits for what becomes of a log entry; the leader stepped down and dropped what was in flight.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type future struct{ failed chan error }

func (f *future) wait() error {
	return <-f.failed // leak 31, 10, 4
}

type leader struct {
	mu       sync.Mutex
	inFlight map[uint64]*future
	next     uint64
}

func (l *leader) apply(data string) *future {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &future{failed: make(chan error, 1)}
	l.next++
	l.inFlight[l.next] = f
	return f
}

func (l *leader) stepDown(fixed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.inFlight {
		if fixed {
			f.failed <- errors.New("leadership lost")
		}
	}
	l.inFlight = map[uint64]*future{}
}

func main() {
	bare.Main(func(fixed bool) {
		l := &leader{inFlight: map[uint64]*future{}}
		go func() {
			if err := l.apply("set a").wait(); err != nil {
				return
			}
		}()
		time.Sleep(2 * time.Millisecond)
		l.stepDown(fixed)
	})
}
