// Requests with long deadlines that end in time: thousands of timers and contexts are made, all of them stopped.
package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type call struct {
	ctx    context.Context
	cancel context.CancelFunc
	expiry *time.Timer
}

type tracker struct {
	mu    sync.Mutex
	calls map[int]*call
}

func (t *tracker) begin(parent context.Context, id int) *call {
	ctx, cancel := context.WithTimeout(parent, 10*time.Minute)
	c := &call{ctx: ctx, cancel: cancel}
	c.expiry = time.AfterFunc(15*time.Minute, func() { t.end(id) })
	t.mu.Lock()
	t.calls[id] = c
	t.mu.Unlock()
	return c
}

func (t *tracker) end(id int) {
	t.mu.Lock()
	c := t.calls[id]
	delete(t.calls, id)
	t.mu.Unlock()
	if c != nil {
		c.expiry.Stop()
		c.cancel()
	}
}

var errSlow = errors.New("slow answer")

func (t *tracker) request(parent context.Context, id int) error {
	c := t.begin(parent, id)
	defer t.end(id)
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	answer := make(chan struct{}, 1)
	time.AfterFunc(3*time.Millisecond, func() { answer <- struct{}{} })
	select {
	case <-answer:
		return nil
	case <-limit.C:
		return errSlow
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
}

func main() {
	harness.Serve(func(load bool) {
		t := &tracker{calls: map[int]*call{}}
		service, stop := context.WithCancel(context.Background())
		go func() {
			<-service.Done()
			stop()
		}()
		// A handful of calls last for as long as the process does.
		for id := -20; id < 0; id++ {
			t.begin(service, id)
		}
		for i := 0; load && i < 100; i++ {
			go func() {
				for n := 0; ; n++ {
					if err := t.request(service, i*1_000_000+n); err != nil {
						panic(err)
					}
				}
			}()
		}
	})
}
