// Command 12-log-follow follows a container's log for a client, who leaves; what is read next has nobody to go to.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type message struct{ line string }

type logWatcher struct {
	messages chan *message
	closed   chan struct{}
}

func (w *logWatcher) consumerGone() { close(w.closed) }

type logFile struct{ lines []string }

func (f *logFile) readLogs(fixed bool) *logWatcher {
	w := &logWatcher{messages: make(chan *message, 1), closed: make(chan struct{})}
	go f.followLogs(w, fixed)
	return w
}

func (f *logFile) followLogs(w *logWatcher, fixed bool) {
	defer close(w.messages)
	for _, line := range f.lines {
		if fixed {
			select {
			case w.messages <- &message{line}:
			case <-w.closed:
				return
			}
			continue
		}
		w.messages <- &message{line} // leak 12, 1, 16, 14
	}
}

func main() {
	f := &logFile{lines: []string{"one", "two", "three", "four"}}
	bare.Main(func(fixed bool) {
		w := f.readLogs(fixed)
		<-w.messages
		w.consumerGone()
		time.Sleep(time.Millisecond)
	})
}
