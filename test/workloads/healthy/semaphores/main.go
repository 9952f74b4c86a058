// Image conversions limited by a weighted semaphore, exports limited by a channel: full all the time under load.
package main

import (
	"context"
	"errors"
	"log"
	"time"

	"example.com/workloads/harness"
	"golang.org/x/sync/semaphore"
)

type converter struct{ memory *semaphore.Weighted }

func (c *converter) convert(ctx context.Context, size int64) error {
	if err := c.memory.Acquire(ctx, size); err != nil {
		return err
	}
	defer c.memory.Release(size)
	time.Sleep(time.Duration(size) * time.Millisecond)
	return nil
}

type exporter struct{ slots chan struct{} }

func (e *exporter) export(ctx context.Context) error {
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	time.Sleep(5 * time.Millisecond)
	return nil
}

func forever(task func(context.Context) error) {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if err := task(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			log.Print(err)
		}
		cancel()
	}
}

func main() {
	harness.Serve(func(load bool) {
		c := &converter{semaphore.NewWeighted(16)}
		e := &exporter{make(chan struct{}, 6)}
		if err := errors.Join(c.convert(context.Background(), 4), e.export(context.Background())); err != nil {
			log.Fatal(err)
		}
		for i := 0; load && i < 60; i++ {
			size := int64(1 + i%9)
			go forever(func(ctx context.Context) error { return c.convert(ctx, size) })
			go forever(e.export)
			go func() {
				for {
					e.slots <- struct{}{}
					time.Sleep(time.Millisecond)
					<-e.slots
				}
			}()
		}
	})
}
