// Command tenants starts a listener for each tenant. To keep it alive somebody wrote select {}, copied from a main function,
// so that closing a tenant does not end its goroutine.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type tenant struct {
	name   string
	mu     sync.Mutex
	hooks  []func()
	closed chan struct{}
}

func (t *tenant) onEvent(hook func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hooks = append(t.hooks, hook)
}

func (t *tenant) fire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, hook := range t.hooks {
		hook()
	}
}

func (t *tenant) close() { close(t.closed) }

type listener struct{ events int }

func (l *listener) serve(t *tenant) {
	t.onEvent(func() { l.events++ })
	select {} // leak 9
}

func (l *listener) serveUntilClosed(t *tenant) {
	t.onEvent(func() { l.events++ })
	<-t.closed
}

func session(name string, serve func(l *listener, t *tenant)) {
	t := &tenant{name: name, closed: make(chan struct{})}
	go serve(&listener{}, t)
	time.Sleep(time.Millisecond)
	t.fire()
	t.close()
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { session("acme", (*listener).serve) },
		Fixed:    func(int) { session("acme", (*listener).serveUntilClosed) },
	})
}
