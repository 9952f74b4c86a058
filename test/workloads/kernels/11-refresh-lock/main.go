// Command 11-refresh-lock refreshes a distributed lock until its context is over; unlocking forgets to end it.
package main

import (
	"context"
	"sync/atomic"
	"time"

	"example.com/workloads/harness/bare"
)

type distributed struct {
	name    string
	cancel  context.CancelFunc
	renewed atomic.Int64
}

func (d *distributed) lock(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	d.cancel = cancel
	go d.refresh(ctx)
}

func (d *distributed) refresh(ctx context.Context) {
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	for {
		select { // leak 11, 7, 34
		case <-ctx.Done():
			return
		case <-timer.C:
			timer.Reset(10 * time.Second)
			d.renewed.Add(1)
		}
	}
}

func (d *distributed) unlock(fixed bool) {
	if fixed {
		d.cancel()
	}
}

func heal(object string, fixed bool) {
	d := &distributed{name: object}
	d.lock(context.Background())
	defer d.unlock(fixed)
	time.Sleep(time.Millisecond)
}

func main() {
	bare.Main(func(fixed bool) { heal("bucket/object", fixed) })
}
