// Command 11-background-value follows a context that is never done: values on the background.
package main

import (
	"context"

	"example.com/workloads/harness/bare"
)

type key struct{}

func follow(ctx context.Context, end func()) {
	<-ctx.Done() // leak 8, 11
	end()
}

func main() {
	bare.Main(func(fixed bool) {
		ctx := context.WithValue(context.Background(), key{}, 1)
		if fixed {
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			defer cancel()
		}
		go follow(ctx, func() {})
	})
}
