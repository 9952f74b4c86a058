// Telemetry of a service: a batcher of spans, a periodic reader of metrics, an exporter with retries, health checks of peers.
package main

import (
	"context"
	"errors"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type span struct {
	name  string
	start time.Time
}

type exporter struct{ exported atomic.Int64 }

var errUnavailable = errors.New("collector unavailable")

func (e *exporter) export(ctx context.Context, n int) error {
	for attempt := time.Duration(1); ; attempt++ {
		if rand.Intn(4) > 0 {
			e.exported.Add(int64(n))
			return nil
		}
		if attempt == 4 {
			return errUnavailable
		}
		select {
		case <-time.After(attempt * 5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

type batchSpanProcessor struct {
	queue   chan span
	out     *exporter
	stop    chan struct{}
	dropped atomic.Int64
	once    sync.Once
}

func newBatchSpanProcessor(out *exporter, every time.Duration) *batchSpanProcessor {
	b := &batchSpanProcessor{queue: make(chan span, 512), out: out, stop: make(chan struct{})}
	go func() {
		defer b.shutdown()
		b.processQueue(every)
	}()
	return b
}

func (b *batchSpanProcessor) shutdown() { b.once.Do(func() { close(b.stop) }) }

func (b *batchSpanProcessor) processQueue(every time.Duration) {
	timer := time.NewTimer(every)
	defer timer.Stop()
	var batch []span
	for {
		select {
		case <-b.stop:
			return
		case <-timer.C:
		case s := <-b.queue:
			if batch = append(batch, s); len(batch) < 64 {
				continue
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if b.out.export(ctx, len(batch)) != nil {
			b.dropped.Add(int64(len(batch)))
		}
		cancel()
		batch = batch[:0]
		timer.Reset(every)
	}
}

func (b *batchSpanProcessor) onEnd(s span) {
	select {
	case b.queue <- s:
	default:
		b.dropped.Add(1)
	}
}

type periodicReader struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func newPeriodicReader(out *exporter, every time.Duration) *periodicReader {
	ctx, cancel := context.WithCancel(context.Background())
	r := &periodicReader{cancel, make(chan struct{})}
	go func() {
		defer close(r.done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				out.export(ctx, 1)
			case <-ctx.Done():
				return
			}
		}
	}()
	return r
}

func main() {
	harness.Serve(func(load bool) {
		every := 5 * time.Second
		if load {
			every = 40 * time.Millisecond
		}
		out := &exporter{}
		spans := newBatchSpanProcessor(out, every)
		reader := newPeriodicReader(out, 12*every)
		go func() {
			<-reader.done
			spans.shutdown()
		}()
		for i := 0; load && i < 15; i++ {
			go func() {
				for {
					s := span{"request", time.Now()}
					time.Sleep(time.Duration(1+rand.Intn(3)) * time.Millisecond)
					spans.onEnd(s)
				}
			}()
		}
	})
}
