// A dispatcher with a channel of channels: every free worker offers its own channel and waits for one job on it.
package main

import (
	"time"

	"example.com/workloads/harness"
)

// Job is one payload to store.
type Job struct{ payload []byte }

// Worker takes jobs from a channel of its own.
type Worker struct {
	pool chan chan Job
	jobs chan Job
	quit chan bool
}

// NewWorker makes a worker of a pool.
func NewWorker(pool chan chan Job) Worker {
	return Worker{pool: pool, jobs: make(chan Job), quit: make(chan bool)}
}

// Start runs the worker until Stop.
func (w Worker) Start() {
	go func() {
		for {
			w.pool <- w.jobs
			select {
			case job := <-w.jobs:
				time.Sleep(time.Duration(len(job.payload)) * time.Microsecond)
			case <-w.quit:
				return
			}
		}
	}()
}

// Dispatcher gives jobs to free workers.
type Dispatcher struct {
	pool  chan chan Job
	queue chan Job
}

// Run starts the workers and the dispatching.
func (d *Dispatcher) Run(workers int) {
	for i := 0; i < workers; i++ {
		NewWorker(d.pool).Start()
	}
	go d.dispatch()
}

func (d *Dispatcher) dispatch() {
	for job := range d.queue {
		go func() {
			free := <-d.pool
			free <- job
		}()
	}
}

func main() {
	harness.Serve(func(load bool) {
		d := &Dispatcher{pool: make(chan chan Job, 40), queue: make(chan Job, 100)}
		harness.Keep(d)
		d.Run(40)
		d.queue <- Job{make([]byte, 10)}
		if load {
			go func() {
				for {
					// Bursts: for a moment there are more jobs than workers.
					for i := 0; i < 120; i++ {
						d.queue <- Job{make([]byte, 2000)}
					}
					time.Sleep(15 * time.Millisecond)
				}
			}()
		}
	})
}
