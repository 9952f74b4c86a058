// An API client that keeps to its quota: callers wait for tokens, in order.
package main

import (
	"context"
	"errors"
	"log"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
	"golang.org/x/time/rate"
)

// leaky is the hand-made kind: a ticker fills a bucket that callers take from.
type leaky struct{ bucket chan struct{} }

func newLeaky(every time.Duration, burst int) *leaky {
	l := &leaky{make(chan struct{}, burst)}
	go func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for range tick.C {
			select {
			case l.bucket <- struct{}{}:
			default:
			}
		}
	}()
	return l
}

func (l *leaky) take() { <-l.bucket }

type quotaClient struct {
	limit *rate.Limiter
	calls atomic.Int64
}

func (c *quotaClient) call(ctx context.Context) error {
	if err := c.limit.Wait(ctx); err != nil {
		return err
	}
	c.calls.Add(1)
	return nil
}

func main() {
	harness.Serve(func(load bool) {
		c := &quotaClient{limit: rate.NewLimiter(400, 10)}
		l := newLeaky(3*time.Millisecond, 5)
		l.take()
		if err := c.call(context.Background()); err != nil {
			log.Fatal(err)
		}
		for i := 0; load && i < 80; i++ {
			go func() {
				for {
					if err := c.call(context.Background()); err != nil && !errors.Is(err, context.Canceled) {
						log.Print(err)
					}
				}
			}()
			go func() {
				for {
					l.take()
				}
			}()
		}
	})
}
