// Command 32-ticker-range polls with a ticker that is stopped, which does not end the loop over its channel.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type poller struct {
	ticker *time.Ticker
	stop   chan struct{}
	polls  int
}

func (p *poller) run() {
	for range p.ticker.C { // leak 6, 7, 32
		p.polls++
	}
}

func (p *poller) runUntilStop() {
	for {
		select {
		case <-p.ticker.C:
			p.polls++
		case <-p.stop:
			return
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		p := &poller{ticker: time.NewTicker(10 * time.Millisecond), stop: make(chan struct{})}
		if fixed {
			go p.runUntilStop()
		} else {
			go p.run()
		}
		time.Sleep(35 * time.Millisecond)
		p.ticker.Stop()
		close(p.stop)
	})
}
