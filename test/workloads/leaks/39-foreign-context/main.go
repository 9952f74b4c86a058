// A framework with a context type of its own: the standard library needs a goroutine to watch each child of it.
// leak-site 39 context.(*cancelCtx).propagateCancel.func2
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness"
)

// Scope is the framework's context: values by name, an end of its own.
type Scope struct {
	mu     sync.RWMutex
	values map[any]any
	done   chan struct{}
	err    error
}

func newScope() *Scope { return &Scope{values: map[any]any{}, done: make(chan struct{})} }

func (s *Scope) Deadline() (time.Time, bool) { return time.Time{}, false }
func (s *Scope) Done() <-chan struct{}       { return s.done }

func (s *Scope) Err() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.err
}

func (s *Scope) Value(key any) any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values[key]
}

type task struct {
	ctx  context.Context
	stop context.CancelFunc
}

func (s *Scope) task() *task {
	ctx, cancel := context.WithCancel(s)
	return &task{ctx, cancel}
}

func (t *task) do() error {
	select {
	case <-t.ctx.Done():
		return t.ctx.Err()
	case <-time.After(2 * time.Millisecond):
		return nil
	}
}

var application = newScope()

func request(int) { application.task().do() }

func requestThatStops(int) {
	t := application.task()
	defer t.stop()
	t.do()
}

func main() { harness.Main(harness.Program{Incident: request, Fixed: requestThatStops}) }
