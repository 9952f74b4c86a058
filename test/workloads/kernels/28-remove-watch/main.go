// Command 28-remove-watch removes a watch from the goroutine that reads events, and waits there until the reader has seen that it is ignored.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type watcher struct {
	mu      sync.Mutex
	ignored *sync.Cond
	paths   map[string]bool
	events  chan string
	raw     chan string
}

func newWatcher() *watcher {
	w := &watcher{paths: map[string]bool{}, events: make(chan string), raw: make(chan string, 8)}
	w.ignored = sync.NewCond(&w.mu)
	go w.readEvents()
	return w
}

func (w *watcher) readEvents() {
	for event := range w.raw {
		if event[0] == '!' {
			w.mu.Lock()
			delete(w.paths, event[1:])
			w.ignored.Broadcast()
			w.mu.Unlock()
			continue
		}
		w.events <- event // leak 12, 23, 1
	}
}

func (w *watcher) add(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.paths[path] = true
}

func (w *watcher) remove(path string) {
	w.raw <- "!" + path
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.paths[path] {
		w.ignored.Wait() // leak 28
	}
}

func follow(path string, fixed bool) {
	w := newWatcher()
	w.add(path)
	w.raw <- path
	w.raw <- path
	<-w.events
	if fixed {
		removed := make(chan struct{})
		go func() {
			defer close(removed)
			w.remove(path)
		}()
		<-w.events
		<-removed
		close(w.raw)
		return
	}
	w.remove(path)
}

func main() {
	bare.Main(func(fixed bool) { follow("/var/log/syslog", fixed) })
}
