// Command listener is stopped by a send to its loop. Both the handler of the signal and the deferred clean-up stop it, and the
// second finds no loop any more.
package main

import (
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type listener struct {
	work    chan int
	quit    chan struct{}
	stopped sync.Once
	sum     atomic.Int64
}

func listen() *listener {
	l := &listener{work: make(chan int), quit: make(chan struct{})}
	go l.loop()
	return l
}

func (l *listener) loop() {
	for {
		select {
		case n := <-l.work:
			l.sum.Add(int64(n))
		case <-l.quit:
			return
		}
	}
}

// Stop ends the loop.
func (l *listener) Stop() {
	l.quit <- struct{}{} // leak 5
}

// Shutdown ends the loop; it may be called often.
func (l *listener) Shutdown() {
	l.stopped.Do(func() { close(l.quit) })
}

func serve(l *listener, requests int, stop func(*listener)) {
	defer stop(l)
	for n := 0; n < requests; n++ {
		l.work <- n
		if n == 3 {
			// Asked to end.
			stop(l)
			return
		}
	}
}

func main() {
	run := func(stop func(*listener)) func(int) {
		return func(int) {
			serve(listen(), 2, stop)
			serve(listen(), 9, stop)
		}
	}
	harness.Main(harness.Program{Incident: run((*listener).Stop), Fixed: run((*listener).Shutdown)})
}
