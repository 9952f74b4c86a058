// Command healthy-cron runs jobs at their times and waits for the ones that run when it is told to stop.
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type cron struct {
	jobs    map[time.Duration]func(context.Context)
	running sync.WaitGroup
}

func (c *cron) start(ctx context.Context) {
	for every, job := range c.jobs {
		c.running.Add(1)
		go func() {
			defer c.running.Done()
			tick := time.NewTicker(every)
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
					job(ctx)
				case <-ctx.Done():
					return
				}
			}
		}()
	}
}

func main() {
	bare.Main(func(bool) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		c := &cron{jobs: map[time.Duration]func(context.Context){
			100 * time.Millisecond: func(context.Context) { time.Sleep(20 * time.Millisecond) },
			time.Minute:            func(context.Context) {},
		}}
		c.start(ctx)
		c.running.Wait()
	})
}
