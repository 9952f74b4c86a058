// Command healthy-job-queue has workers that retry with pauses, a scheduler and callers that wait for the results of their jobs.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type job struct {
	id     int
	result chan error
}

type queue struct {
	jobs  chan job
	fails sync.Map
}

func (q *queue) attempt(j job) error {
	time.Sleep(30 * time.Millisecond)
	if n, _ := q.fails.LoadOrStore(j.id, 1); n.(int) < 3 {
		q.fails.Store(j.id, n.(int)+1)
		return errors.New("busy")
	}
	return nil
}

func (q *queue) worker() {
	for j := range q.jobs {
		err := q.attempt(j)
		for pause := 20 * time.Millisecond; err != nil; pause *= 2 {
			time.Sleep(pause)
			err = q.attempt(j)
		}
		j.result <- nil
	}
}

func (q *queue) submit(id int) error {
	j := job{id, make(chan error, 1)}
	q.jobs <- j
	return <-j.result
}

func main() {
	q := &queue{jobs: make(chan job, 2)}
	bare.Main(func(bool) {
		for i := 0; i < 2; i++ {
			go q.worker()
		}
		for i := 0; i < 8; i++ {
			go func() {
				for n := i; ; n += 8 {
					_ = q.submit(n)
				}
			}()
		}
	})
}
