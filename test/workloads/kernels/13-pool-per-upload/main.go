// Command 13-pool-per-upload makes a pool of workers for each upload and closes it where the upload was empty only.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type pool struct {
	jobs chan int
	left sync.WaitGroup
}

func newPool(size int) *pool {
	p := &pool{jobs: make(chan int)}
	for i := 0; i < size; i++ {
		go p.work()
	}
	return p
}

func (p *pool) work() {
	for range p.jobs { // leak 13, 6
		p.left.Done()
	}
}

func main() {
	bare.Main(func(fixed bool) {
		p := newPool(4)
		for part := 0; part < 6; part++ {
			p.left.Add(1)
			p.jobs <- part
		}
		p.left.Wait()
		if fixed {
			close(p.jobs)
		}
	})
}
