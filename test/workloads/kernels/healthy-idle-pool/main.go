// Command healthy-idle-pool has a pool without work.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type pool struct{ jobs chan func() }

func (p *pool) worker() {
	for job := range p.jobs {
		job()
	}
}

func main() {
	p := &pool{jobs: make(chan func())}
	bare.Main(func(bool) {
		for i := 0; i < 4; i++ {
			go p.worker()
		}
		for i := 0; i < 10; i++ {
			p.jobs <- func() { time.Sleep(time.Millisecond) }
		}
	})
}
