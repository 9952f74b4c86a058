// Outgoing mail: each letter has a goroutine that tries, backs off and ends; some servers stay away for long.
package main

import (
	"context"
	"errors"
	"math/rand"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

var errBusy = errors.New("450 try again later")

type relay struct {
	failing float64
	sent    atomic.Int64
}

func (r *relay) try() error {
	time.Sleep(2 * time.Millisecond)
	if rand.Float64() < r.failing {
		return errBusy
	}
	r.sent.Add(1)
	return nil
}

type backoff struct{ base, max time.Duration }

func (b backoff) wait(attempt int) time.Duration {
	d := b.base << attempt
	if d > b.max || d <= 0 {
		d = b.max
	}
	return d/2 + time.Duration(rand.Int63n(int64(d)))
}

func send(ctx context.Context, r *relay, b backoff) error {
	for attempt := 0; attempt < 6; attempt++ {
		if r.try() == nil {
			return nil
		}
		timer := time.NewTimer(b.wait(attempt))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
	return errBusy
}

// outage is a letter to a server that is away: it is tried again once an hour.
func outage(r *relay) {
	for r.try() != nil {
		time.Sleep(time.Hour)
	}
}

func main() {
	harness.Serve(func(load bool) {
		good, away := &relay{failing: 0.4}, &relay{failing: 1}
		for i := 0; i < 5; i++ {
			go outage(away)
		}
		if load {
			go func() {
				for {
					go send(context.Background(), good, backoff{10 * time.Millisecond, 100 * time.Millisecond})
					time.Sleep(4 * time.Millisecond)
				}
			}()
		}
	})
}
