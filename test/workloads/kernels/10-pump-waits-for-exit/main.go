// Command 10-pump-waits-for-exit has a message pump that is told to go on by a channel; the topic that would tell it was deleted.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type topic struct {
	start, pause, exit chan struct{}
	memory             chan string
}

func (t *topic) pump() {
	for {
		select { // leak 7, 10
		case <-t.pause:
			continue
		case <-t.start:
		case <-t.exit:
			return
		}
		break
	}
	for range t.memory {
	}
}

func (t *topic) delete(fixed bool) {
	if fixed {
		close(t.exit)
	}
}

func main() {
	bare.Main(func(fixed bool) {
		t := &topic{
			start: make(chan struct{}), pause: make(chan struct{}), exit: make(chan struct{}), memory: make(chan string, 4),
		}
		go t.pump()
		time.Sleep(5 * time.Millisecond)
		t.delete(fixed)
	})
}
