// Command 13-rotator-per-tenant makes a rotating log for each tenant; closing it closes the file and not the goroutine that compresses.
package main

import (
	"io"
	"sync"

	"example.com/workloads/harness/bare"
)

type rotator struct {
	out   io.Writer
	mu    sync.Mutex
	size  int
	start sync.Once
	mill  chan bool
	fixed bool
}

func (r *rotator) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.start.Do(func() {
		r.mill = make(chan bool, 1)
		go r.compress()
	})
	if r.size += len(p); r.size > 64 {
		r.size = 0
		select {
		case r.mill <- true:
		default:
		}
	}
	return r.out.Write(p)
}

func (r *rotator) compress() {
	for range r.mill { // leak 6, 13, 7
		r.mu.Lock()
		r.size = 0
		r.mu.Unlock()
	}
}

func (r *rotator) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fixed && r.mill != nil {
		close(r.mill)
	}
	r.out = nil
	return nil
}

func audit(tenant string, fixed bool) {
	log := &rotator{out: io.Discard, fixed: fixed}
	defer log.Close()
	for i := 0; i < 5; i++ {
		_, _ = log.Write([]byte(tenant + " did something that is worth a line\n"))
	}
}

func main() {
	bare.Main(func(fixed bool) { audit("acme", fixed) })
}
