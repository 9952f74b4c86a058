// A scheduler with a goroutine for each entry that sleeps until it is due, a limit of jobs at a time, and jobs that are waited
// for by whoever started them by hand.
package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type schedule struct{ every, offset time.Duration }

func (s schedule) next(now time.Time) time.Duration {
	return s.every - now.Add(-s.offset).Sub(now.Add(-s.offset).Truncate(s.every))
}

type job struct {
	name    string
	run     func(context.Context)
	at      schedule
	trigger chan chan struct{}
	runs    atomic.Int64
}

type cron struct {
	slots chan struct{}
	ctx   context.Context
	wg    sync.WaitGroup
	jobs  map[string]*job
}

func (c *cron) add(name string, at schedule, run func(context.Context)) *job {
	j := &job{name: name, run: run, at: at, trigger: make(chan chan struct{})}
	c.jobs[name] = j
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		timer := time.NewTimer(at.next(time.Now()))
		defer timer.Stop()
		for {
			var told chan struct{}
			select {
			case <-timer.C:
			case told = <-j.trigger:
			case <-c.ctx.Done():
				return
			}
			c.execute(j)
			if told != nil {
				close(told)
			}
			timer.Reset(at.next(time.Now()))
		}
	}()
	return j
}

func (c *cron) execute(j *job) {
	c.slots <- struct{}{}
	defer func() { <-c.slots }()
	j.run(c.ctx)
	j.runs.Add(1)
}

// Now runs a job at once and waits for it.
func (c *cron) Now(name string) {
	told := make(chan struct{})
	c.jobs[name].trigger <- told
	<-told
}

func main() {
	harness.Serve(func(load bool) {
		ctx, cancel := context.WithCancel(context.Background())
		c := &cron{slots: make(chan struct{}, 2), ctx: ctx, jobs: map[string]*job{}}
		harness.Keep(c, cancel)
		for i := 0; i < 40; i++ {
			c.add(fmt.Sprint("report ", i), schedule{time.Hour, time.Duration(i) * time.Minute}, func(context.Context) {
				time.Sleep(3 * time.Millisecond)
			})
		}
		for i := 0; i < 12; i++ {
			c.add(fmt.Sprint("sweep ", i), schedule{20 * time.Millisecond, 0}, func(context.Context) { time.Sleep(time.Millisecond) })
		}
		for i := 0; load && i < 10; i++ {
			go func() {
				for n := i; ; n++ {
					c.Now(fmt.Sprint("report ", n%40))
				}
			}()
		}
	})
}
