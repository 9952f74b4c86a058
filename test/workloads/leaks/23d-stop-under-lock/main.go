// Command recorder stops its loop with its lock held and waits for the loop to end. The loop is about to take the lock for its
// last flush.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type recorder struct {
	mu      sync.Mutex
	pending []string
	flushed int
	stop    chan struct{}
	ended   chan struct{}
}

func start() *recorder {
	r := &recorder{stop: make(chan struct{}), ended: make(chan struct{})}
	go r.loop()
	return r
}

func (r *recorder) flush() {
	r.mu.Lock() // leak 23
	defer r.mu.Unlock()
	r.flushed += len(r.pending)
	r.pending = nil
}

func (r *recorder) loop() {
	defer close(r.ended)
	every := time.NewTicker(20 * time.Millisecond)
	defer every.Stop()
	for {
		select {
		case <-every.C:
			r.flush()
		case <-r.stop:
			r.flush()
			return
		}
	}
}

func (r *recorder) Record(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending = append(r.pending, text)
}

// Close flushes what is left.
func (r *recorder) Close() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.stop)
	<-r.ended // leak 23
	return r.flushed
}

func (r *recorder) CloseFirst() int {
	close(r.stop)
	<-r.ended
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.flushed
}

func session(end func(*recorder) int) func(int) {
	return func(int) {
		r := start()
		for _, text := range []string{"play", "pause", "play"} {
			r.Record(text)
		}
		_ = end(r)
	}
}

func main() {
	harness.Main(harness.Program{Incident: session((*recorder).Close), Fixed: session((*recorder).CloseFirst)})
}
