// Watches on a kernel interface that must stay on one thread; stopping a watch sets a flag that its loop never sees.
package main

import (
	"runtime"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type watch struct {
	events  chan string
	stopped atomic.Bool
	quit    chan struct{}
}

func newWatch() *watch {
	w := &watch{events: make(chan string, 1), quit: make(chan struct{})}
	started := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		close(started)
		for !w.stopped.Load() {
			select { // leak 7 52
			case <-w.events:
			case <-w.quit:
				return
			}
		}
	}()
	<-started
	return w
}

func (w *watch) stop() { w.stopped.Store(true) }

func (w *watch) stopNow() { close(w.quit) }

func observe(int) {
	w := newWatch()
	w.events <- "link up"
	defer w.stop()
	time.Sleep(3 * time.Millisecond)
}

func observeAndStop(int) {
	w := newWatch()
	w.events <- "link up"
	defer w.stopNow()
}

func main() { harness.Main(harness.Program{Incident: observe, Fixed: observeAndStop}) }
