// A user interface whose toolkit wants one thread: an event loop locked to it, callbacks posted from elsewhere.
package main

import (
	"runtime"
	"time"

	"example.com/workloads/harness"
)

type toolkit struct {
	calls chan func()
	quit  chan struct{}
	drawn int
}

func startToolkit() *toolkit {
	t := &toolkit{calls: make(chan func(), 8), quit: make(chan struct{})}
	ready := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		close(ready)
		t.loop()
	}()
	<-ready
	return t
}

func (t *toolkit) loop() {
	for {
		select {
		case call := <-t.calls:
			call()
		case <-t.quit:
			return
		}
	}
}

// Do runs f on the toolkit's thread and waits for it.
func (t *toolkit) Do(f func()) {
	done := make(chan struct{})
	t.calls <- func() {
		defer close(done)
		f()
	}
	<-done
}

// audio is the second thread such programs have: a device that wants its samples in time.
func audio(buffers <-chan []float32, period time.Duration) {
	runtime.LockOSThread()
	for range buffers {
		time.Sleep(period)
	}
}

func main() {
	harness.Serve(func(load bool) {
		ui := startToolkit()
		buffers := make(chan []float32, 2)
		harness.Keep(ui, buffers)
		go audio(buffers, time.Millisecond)
		ui.Do(func() { ui.drawn++ })
		if !load {
			return
		}
		go func() {
			for {
				buffers <- make([]float32, 64)
			}
		}()
		for i := 0; i < 12; i++ {
			go func() {
				for {
					ui.Do(func() { ui.drawn++ })
					time.Sleep(4 * time.Millisecond)
				}
			}()
		}
	})
}
