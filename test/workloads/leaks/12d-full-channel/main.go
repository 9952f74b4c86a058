// Command logging writes log records by slog through a queue. At rotation the writer is replaced, and the handlers of loggers
// made before keep sending to the queue of the old one.
package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type writer struct {
	queue chan slog.Record
	quit  chan struct{}
	bytes atomic.Int64
}

func newWriter() *writer {
	w := &writer{queue: make(chan slog.Record, 2), quit: make(chan struct{})}
	go w.run()
	return w
}

func (w *writer) run() {
	for {
		select {
		case r := <-w.queue:
			w.bytes.Add(int64(len(r.Message)))
		case <-w.quit:
			return
		}
	}
}

// rotating has the writer of the day.
type rotating struct {
	mu      sync.Mutex
	current *writer
}

func (r *rotating) writer() *writer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.current
}

func (r *rotating) rotate() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.current.quit)
	r.current = newWriter()
}

// handler sends records to its writer, and to the current one when it has none.
type handler struct {
	slog.Handler
	fixed *writer
	all   *rotating
}

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if h.fixed != nil {
		h.fixed.queue <- r // leak 12
		return nil
	}
	w := h.all.writer()
	select {
	case w.queue <- r:
	case <-w.quit:
	}
	return nil
}

func request(logger *slog.Logger) {
	for n := 0; n < 12; n++ {
		logger.Info("step", "n", n)
	}
}

func main() {
	logs := &rotating{current: newWriter()}
	base := slog.Default().Handler()
	leaky := func() *slog.Logger { return slog.New(handler{Handler: base, fixed: logs.writer()}) }
	sound := slog.New(handler{Handler: base, all: logs})
	harness.Main(harness.Program{
		Incident: func(int) {
			logger := leaky()
			request(logger)
			logs.rotate()
			request(logger)
		},
		Fixed: func(int) {
			request(sound)
			logs.rotate()
			request(sound)
		},
	})
}
