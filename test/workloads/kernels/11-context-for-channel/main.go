// Command 11-context-for-channel makes a context of a stop channel; who polls with it returns at success and cancels nothing.
package main

import (
	"context"
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

func contextForChannel(parent <-chan struct{}) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select { // leak 11, 7
		case <-parent:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

func poll(interval time.Duration, condition func() bool, stop <-chan struct{}, fixed bool) error {
	ctx, cancel := contextForChannel(stop)
	if fixed {
		defer cancel()
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if condition() {
				return nil
			}
		case <-ctx.Done():
			return errors.New("stopped")
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		stop := make(chan struct{})
		tries := 0
		_ = poll(2*time.Millisecond, func() bool { tries++; return tries > 2 }, stop, fixed)
	})
}
