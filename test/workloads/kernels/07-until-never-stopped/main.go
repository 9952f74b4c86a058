// Command 07-until-never-stopped starts a reconciler with a stop channel that its owner forgets.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

func until(work func(), period time.Duration, stop <-chan struct{}) {
	for {
		work()
		select { // leak 7, 32
		case <-time.After(period):
		case <-stop:
			return
		}
	}
}

type reconciler struct {
	stop  chan struct{}
	loops int
}

func (r *reconciler) run() { go until(func() { r.loops++ }, 200*time.Millisecond, r.stop) }

func main() {
	bare.Main(func(fixed bool) {
		r := &reconciler{stop: make(chan struct{})}
		r.run()
		time.Sleep(30 * time.Millisecond)
		if fixed {
			close(r.stop)
		}
	})
}
