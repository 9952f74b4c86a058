// Command 28-drain-without-done waits for a queue to drain; the worker that failed did not say that its item is done.
package main

import (
	"errors"
	"sync"

	"example.com/workloads/harness/bare"
)

type workqueue struct {
	mu         sync.Mutex
	cond       *sync.Cond
	processing map[string]bool
}

func (q *workqueue) done(item string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.processing, item)
	q.cond.Broadcast()
}

func (q *workqueue) waitForProcessing() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.processing) > 0 {
		q.cond.Wait() // leak 28
	}
}

func reconcile(item string) error {
	if item == "pod-2" {
		return errors.New("conflict")
	}
	return nil
}

func (q *workqueue) process(item string, fixed bool) {
	if err := reconcile(item); err != nil && !fixed {
		return
	}
	q.done(item)
}

func main() {
	bare.Main(func(fixed bool) {
		q := &workqueue{processing: map[string]bool{"pod-1": true, "pod-2": true}}
		q.cond = sync.NewCond(&q.mu)
		go q.process("pod-1", fixed)
		go q.process("pod-2", fixed)
		q.waitForProcessing()
	})
}
