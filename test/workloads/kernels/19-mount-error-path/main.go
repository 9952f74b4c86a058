// Command 19-mount-error-path returns with the driver's lock held when a mount is refused; the next container waits for it.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type driver struct {
	mu     sync.Mutex
	mounts map[string]int
}

var errBusy = errors.New("device busy")

func (d *driver) mount(id string, fixed bool) error {
	d.mu.Lock() // leak 19
	if d.mounts[id] > 0 {
		if fixed {
			d.mu.Unlock()
		}
		return errBusy
	}
	d.mounts[id]++
	d.mu.Unlock()
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		d := &driver{mounts: map[string]int{}}
		for _, id := range []string{"a", "a"} {
			_ = d.mount(id, fixed)
		}
		done := make(chan struct{})
		go func() {
			_ = d.mount("b", fixed)
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(50 * time.Millisecond):
		}
	})
}
