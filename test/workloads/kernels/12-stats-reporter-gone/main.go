// Command 12-stats-reporter-gone sends statistics of requests to a reporter that ended with its context.
package main

import (
	"context"
	"time"

	"example.com/workloads/harness/bare"
)

type stat struct{ concurrency int }

func report(ctx context.Context, stats <-chan stat) {
	sum := 0
	for {
		select {
		case s := <-stats:
			sum += s.concurrency
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		ctx, cancel := context.WithCancel(context.Background())
		stats := make(chan stat, 4)
		go report(ctx, stats)
		for i := 0; i < 12; i++ {
			if i == 5 {
				time.Sleep(10 * time.Millisecond)
				cancel()
				time.Sleep(10 * time.Millisecond)
			}
			if fixed {
				select {
				case stats <- stat{i}:
				case <-ctx.Done():
				}
				continue
			}
			stats <- stat{i} // leak 12, 1
		}
		cancel()
	})
}
