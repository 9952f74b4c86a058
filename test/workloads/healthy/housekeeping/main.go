// The housekeeping of a service: tickers, jobs by the clock, AfterFunc chains, a debounced reload.
package main

import (
	"log"
	"math/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
)

// Cron runs jobs at their times until it is stopped.
type Cron struct {
	quit chan struct{}
	wg   sync.WaitGroup
}

// Every starts a job.
func (c *Cron) Every(period time.Duration, job func()) {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				job()
			case <-c.quit:
				return
			}
		}
	}()
}

// At runs a job once a day; the first time after the given delay.
func (c *Cron) At(delay time.Duration, job func()) {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		for {
			timer := time.NewTimer(delay)
			select {
			case <-timer.C:
				job()
				delay = 24 * time.Hour
			case <-c.quit:
				timer.Stop()
				return
			}
		}
	}()
}

type tempFiles struct {
	mu    sync.Mutex
	names map[int]time.Time
}

func (t *tempFiles) sweep() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, at := range t.names {
		if time.Since(at) > 100*time.Millisecond {
			delete(t.names, id)
		}
	}
}

func (t *tempFiles) create() {
	t.mu.Lock()
	t.names[rand.Int()] = time.Now()
	t.mu.Unlock()
}

// refreshToken renews itself by a chain of AfterFunc; no goroutine waits between renewals.
func refreshToken(every time.Duration) {
	time.AfterFunc(every, func() { refreshToken(every) })
}

func main() {
	harness.Serve(func(load bool) {
		files := &tempFiles{names: map[int]time.Time{}}
		c := &Cron{quit: make(chan struct{})}
		c.Every(200*time.Millisecond, files.sweep)
		c.Every(time.Minute, func() { log.Print("a minute has passed") })
		c.Every(time.Hour, files.sweep)
		c.At(6*time.Hour, files.sweep)
		c.At(12*time.Hour, files.sweep)
		refreshToken(150 * time.Millisecond)
		go func() {
			for range time.Tick(10 * time.Minute) {
				files.sweep()
			}
		}()
		for i := 0; load && i < 20; i++ {
			go func() {
				for {
					time.Sleep(time.Duration(rand.Intn(10)) * time.Millisecond)
					files.create()
				}
			}()
		}
	})
}
