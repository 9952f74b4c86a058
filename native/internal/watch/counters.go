package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parkscope/native/internal/counters"
	"parkscope/native/internal/wire"
)

// count sends rows of counters until the process ends, which is no error, or the context does. A new step begins the rows anew.
func (w *watch) count(ctx context.Context) error {
	for {
		again, err := w.countAt(ctx, w.pace.countersEvery())
		var known *wire.Error
		switch {
		case again && ctx.Err() == nil:
		case errors.As(err, &known) && known.Code == wire.CodeGone:
			return nil
		default:
			return err
		}
	}
}

// countAt counts with one step until there is another.
func (w *watch) countAt(ctx context.Context, every time.Duration) (again bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() {
		_, err := counters.Take(ctx, wire.Raw(fmt.Sprintf(`{"pid":%d,"everyMs":%d}`, w.pid, every.Milliseconds())), w.send)
		done <- err
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

// weighEvery is how often the weight of looking is told.
const weighEvery = time.Second
