// Command boot lets a request wait until its worker has started. The worker signals before the request waits, and nothing
// remembers that it did.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type worker struct {
	mu      sync.Mutex
	started *sync.Cond
	ready   bool
	handled atomic.Int64
}

func newWorker() *worker {
	w := &worker{}
	w.started = sync.NewCond(&w.mu)
	return w
}

func (w *worker) run() {
	w.mu.Lock()
	w.ready = true
	w.mu.Unlock()
	w.started.Signal()
}

// prepare is what a request does before it needs the worker.
func prepare() { time.Sleep(2 * time.Millisecond) }

func (w *worker) await() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.started.Wait() // leak 28
}

func (w *worker) awaitReady() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.ready {
		w.started.Wait()
	}
}

func request(await func(*worker)) func(int) {
	return func(int) {
		w := newWorker()
		go w.run()
		prepare()
		await(w)
		w.handled.Add(1)
	}
}

func main() {
	harness.Main(harness.Program{Incident: request((*worker).await), Fixed: request((*worker).awaitReady)})
}
