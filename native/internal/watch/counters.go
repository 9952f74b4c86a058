package watch

import (
	"context"
	"fmt"
	"runtime/debug"
)

// count sends rows of counters until the process ends, which is no error, or the context does. A new step begins the ticks anew.
func (w *watch) count(ctx context.Context) error {
	for {
		again, err := w.countAt(ctx)
		if !again || ctx.Err() != nil {
			return err
		}
	}
}

// countAt counts with one step until there is another.
func (w *watch) countAt(ctx context.Context) (again bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() {
		// A panic here must not end the other calls.
		defer func() {
			if cause := recover(); cause != nil {
				done <- fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
		}()
		done <- w.counters.Stream(ctx, w.pace.countersEvery(), 0, w.send)
	}()
	for {
		select {
		case err := <-done:
			return again, err
		case <-w.pace.recount:
			again = true
			stop()
		}
	}
}
