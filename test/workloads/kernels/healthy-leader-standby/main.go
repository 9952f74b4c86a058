// Command healthy-leader-standby has a leader who renews its lease and two who wait until it does no longer.
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type election struct {
	mu      sync.Mutex
	leader  string
	vacated chan struct{}
}

func (e *election) campaign(ctx context.Context, name string) bool {
	for {
		e.mu.Lock()
		if e.leader == "" {
			e.leader, e.vacated = name, make(chan struct{})
			e.mu.Unlock()
			return true
		}
		vacated := e.vacated
		e.mu.Unlock()
		select {
		case <-vacated:
		case <-ctx.Done():
			return false
		}
	}
}

func run(ctx context.Context, e *election, name string) {
	if !e.campaign(ctx, name) {
		return
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	e := &election{}
	bare.Main(func(bool) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for _, name := range []string{"a", "b", "c"} {
			go run(ctx, e, name)
		}
		<-ctx.Done()
	})
}
