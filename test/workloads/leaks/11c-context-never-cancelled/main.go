// Command tail follows the logs of pods, one group of goroutines for each viewer. A viewer that only wants the first lines
// returns without waiting for its group, whose context then never ends.
package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness"
)

type pod struct{ name string }

type viewer struct {
	lines  atomic.Int64
	follow context.CancelFunc
}

func (p pod) logs(ctx context.Context, line func(string)) error {
	for n := 0; n < 3; n++ {
		line(fmt.Sprint(p.name, " ", n))
	}
	// No more for now; a pod says nothing for hours.
	<-ctx.Done() // leak 11
	return ctx.Err()
}

func (v *viewer) open(parent context.Context, pods []pod) *errgroup.Group {
	ctx, cancel := context.WithCancel(parent)
	v.follow = cancel
	group, ctx := errgroup.WithContext(ctx)
	for _, p := range pods {
		group.Go(func() error {
			return p.logs(ctx, func(string) { v.lines.Add(1) })
		})
	}
	return group
}

func head(pods []pod) int64 {
	v := &viewer{}
	v.open(context.Background(), pods)
	for v.lines.Load() < 4 {
		time.Sleep(200 * time.Microsecond)
	}
	return v.lines.Load()
}

func headAndClose(pods []pod) int64 {
	v := &viewer{}
	group := v.open(context.Background(), pods)
	for v.lines.Load() < 4 {
		time.Sleep(200 * time.Microsecond)
	}
	v.follow()
	_ = group.Wait()
	return v.lines.Load()
}

func main() {
	pods := []pod{{"web-0"}, {"web-1"}}
	harness.Main(harness.Program{
		Incident: func(int) { head(pods) },
		Fixed:    func(int) { headAndClose(pods) },
	})
}
