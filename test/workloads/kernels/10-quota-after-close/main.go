// Command 10-quota-after-close waits for send quota or going away; a plain close of the transport is a case that it does not have.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type transport struct {
	quota  chan int
	goAway chan struct{}
	closed chan struct{}
}

func (t *transport) write(sizes []int, heeds bool) error {
	for range sizes {
		closed := t.closed
		if !heeds {
			closed = nil
		}
		select { // leak 10
		case <-t.quota:
		case <-t.goAway:
			return nil
		case <-closed:
			return nil
		}
	}
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		t := &transport{quota: make(chan int, 1), goAway: make(chan struct{}), closed: make(chan struct{})}
		t.quota <- 65535
		go t.write([]int{512, 512}, fixed)
		time.Sleep(20 * time.Millisecond)
		close(t.closed)
	})
}
