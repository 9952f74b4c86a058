// Command 10-keepalive-loop waits for the end of a lease's keep-alive, which says so only where it ended well.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type lessor struct {
	donec chan struct{}
	calls int
}

func (l *lessor) recv() error {
	l.calls++
	time.Sleep(5 * time.Millisecond)
	if l.calls == 2 {
		return errors.New("transport is closing")
	}
	return nil
}

func (l *lessor) loop(fixed bool) {
	if fixed {
		defer close(l.donec)
	}
	for {
		if err := l.recv(); err != nil {
			return
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		l := &lessor{donec: make(chan struct{})}
		go l.loop(fixed)
		<-l.donec // leak 10
	})
}
