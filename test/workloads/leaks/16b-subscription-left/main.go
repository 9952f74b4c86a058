// Command builds tells browsers how builds go on. Each subscriber has a forwarder with a queue of its own; the forwarder of a
// browser that has left stands at the send to it.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type event struct{ text string }

type topic struct {
	mu         sync.Mutex
	forwarders []*forwarder
}

type forwarder struct {
	queue chan event
	to    chan event
	gone  chan struct{}
}

func (t *topic) subscribe() *forwarder {
	f := &forwarder{queue: make(chan event, 16), to: make(chan event), gone: make(chan struct{})}
	t.mu.Lock()
	t.forwarders = append(t.forwarders, f)
	t.mu.Unlock()
	return f
}

func (f *forwarder) run() {
	for e := range f.queue {
		f.to <- e // leak 16
	}
}

func (f *forwarder) runUntilGone() {
	for {
		select {
		case e := <-f.queue:
			select {
			case f.to <- e:
			case <-f.gone:
				return
			}
		case <-f.gone:
			return
		}
	}
}

func (t *topic) announce(e event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.forwarders {
		select {
		case f.queue <- e:
		default:
		}
	}
}

func (t *topic) build() {
	for n := 0; ; n++ {
		t.announce(event{fmt.Sprintf("step %d", n)})
		time.Sleep(20 * time.Millisecond)
	}
}

func browse(f *forwarder) {
	for n := 0; n < 2; n++ {
		<-f.to
	}
}

func main() {
	t := &topic{}
	harness.Main(harness.Program{
		Setup: func() { go t.build() },
		Incident: func(int) {
			f := t.subscribe()
			go f.run()
			browse(f)
		},
		Fixed: func(int) {
			f := t.subscribe()
			defer close(f.gone)
			go f.runUntilGone()
			browse(f)
		},
	})
}
