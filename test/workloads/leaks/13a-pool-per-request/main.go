// Command mailout makes a pool of workers for each campaign and never closes the channel that ends them.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

// Pool runs tasks of type T on a fixed number of goroutines.
type Pool[T any] struct {
	tasks chan T
	left  sync.WaitGroup
}

func NewPool[T any](size int, do func(T)) *Pool[T] {
	p := &Pool[T]{tasks: make(chan T, size)}
	for n := 0; n < size; n++ {
		go p.work(do)
	}
	return p
}

func (p *Pool[T]) work(do func(T)) {
	for task := range p.tasks { // leak 13
		do(task)
		p.left.Done()
	}
}

func (p *Pool[T]) Submit(task T) {
	p.left.Add(1)
	p.tasks <- task
}

// Wait returns when all tasks are done; the workers stay.
func (p *Pool[T]) Wait() { p.left.Wait() }

// Close ends the workers.
func (p *Pool[T]) Close() { close(p.tasks) }

type letter struct{ to, text string }

var posted atomic.Int64

func post(l letter) {
	time.Sleep(200 * time.Microsecond)
	posted.Add(int64(len(l.text)))
}

func campaign(recipients []string) {
	pool := NewPool(4, post)
	for _, to := range recipients {
		pool.Submit(letter{to, "hello"})
	}
	pool.Wait()
}

func campaignClosed(recipients []string) {
	pool := NewPool(4, post)
	defer pool.Close()
	for _, to := range recipients {
		pool.Submit(letter{to, "hello"})
	}
	pool.Wait()
}

func main() {
	recipients := []string{"a", "b", "c", "d", "e", "f", "g"}
	harness.Main(harness.Program{
		Incident: func(int) { campaign(recipients) },
		Fixed:    func(int) { campaignClosed(recipients) },
		Burst:    20,
	})
}
