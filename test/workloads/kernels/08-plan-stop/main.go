// Command 08-plan-stop waits on the stop channel of a watch plan that was made without one.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type plan struct {
	stopCh chan struct{}
	index  int
}

func (p *plan) run() {
	for p.index < 3 {
		p.index++
	}
	<-p.stopCh // leak 8
}

func main() {
	bare.Main(func(fixed bool) {
		p := &plan{}
		if fixed {
			p.stopCh = make(chan struct{})
			defer close(p.stopCh)
		}
		go p.run()
		time.Sleep(5 * time.Millisecond)
	})
}
