// Command 01-discovery-update sends a last set of targets when the manager has already gone.
package main

import (
	"context"
	"time"

	"example.com/workloads/harness/bare"
)

type target struct{ address string }

func provider(ctx context.Context, up chan<- []target, heeds bool) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for n := 0; n < 20; n++ {
		<-tick.C
		found := []target{{"10.0.0.1:9100"}}
		if heeds {
			select {
			case up <- found:
				continue
			case <-ctx.Done():
				return
			}
		}
		up <- found // leak 1, 14
	}
}

func manager(ctx context.Context, up <-chan []target) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-up:
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		ctx, cancel := context.WithCancel(context.Background())
		up := make(chan []target)
		go manager(ctx, up)
		go provider(ctx, up, fixed)
		time.Sleep(30 * time.Millisecond)
		cancel()
	})
}
