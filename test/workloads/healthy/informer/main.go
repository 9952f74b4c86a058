// A controller's caches: list and watch for each kind, a processor with listeners, handlers that wait for events.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type event struct{ kind, name string }

// Watch is a stream of events from the server.
type Watch struct {
	result chan event
	done   chan struct{}
	once   sync.Once
}

// ResultChan is closed when the watch ends.
func (w *Watch) ResultChan() <-chan event { return w.result }

// Stop ends the watch.
func (w *Watch) Stop() { w.once.Do(func() { close(w.done) }) }

type server struct{ every time.Duration }

func (s *server) watch(kind string) *Watch {
	w := &Watch{result: make(chan event), done: make(chan struct{})}
	go func() {
		defer close(w.result)
		tick := time.NewTicker(s.every)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-tick.C:
			case <-w.done:
				return
			}
			select {
			case w.result <- event{kind, fmt.Sprint("object-", n)}:
			case <-w.done:
				return
			}
		}
	}()
	return w
}

type listener struct {
	add, next chan event
	handle    func(event)
}

// pop keeps what the handler has not taken yet in an unbounded buffer, as client-go's processorListener does.
func (l *listener) pop() {
	defer close(l.next)
	var next chan event
	var first event
	var pending []event
	for {
		select {
		case next <- first:
			if next = nil; len(pending) > 0 {
				first, pending, next = pending[0], pending[1:], l.next
			}
		case e, ok := <-l.add:
			if !ok {
				return
			}
			if next == nil {
				first, next = e, l.next
			} else {
				pending = append(pending, e)
			}
		}
	}
}

func (l *listener) run() {
	for e := range l.next {
		l.handle(e)
	}
}

type reflector struct {
	kind      string
	from      *server
	listeners []*listener
}

func (r *reflector) listAndWatch(stop <-chan struct{}) {
	for {
		w := r.from.watch(r.kind)
		r.distribute(w, stop)
		w.Stop()
		select {
		case <-stop:
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// distribute hands on until the server is asked anew, which happens from time to time.
func (r *reflector) distribute(w *Watch, stop <-chan struct{}) {
	expired := time.NewTimer(100 * r.from.every)
	defer expired.Stop()
	for {
		select {
		case e := <-w.ResultChan():
			for _, l := range r.listeners {
				l.add <- e
			}
		case <-expired.C:
			return
		case <-stop:
			return
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		s := &server{every: time.Hour}
		if load {
			s.every = 7 * time.Millisecond
		}
		stop := make(chan struct{})
		for _, kind := range []string{"pods", "nodes", "services", "secrets", "leases"} {
			r := &reflector{kind: kind, from: s}
			for i := 0; i < 3; i++ {
				l := &listener{make(chan event), make(chan event), func(event) { time.Sleep(time.Millisecond) }}
				r.listeners = append(r.listeners, l)
				go l.pop()
				go l.run()
			}
			go r.listAndWatch(stop)
		}
	})
}
