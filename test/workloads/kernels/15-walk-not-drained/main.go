// Command 15-walk-not-drained lists a bucket in an errgroup; the reader stops at the first object that it may not see.
package main

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness/bare"
)

func list(ctx context.Context, prefix string, objects chan<- string, fixed bool) error {
	for i := 0; i < 20; i++ {
		name := fmt.Sprint(prefix, i)
		if fixed {
			select {
			case objects <- name:
			case <-ctx.Done():
				return ctx.Err()
			}
			continue
		}
		objects <- name // leak 14, 1, 15
	}
	return nil
}

func copyAll(prefixes []string, fixed bool) error {
	group, ctx := errgroup.WithContext(context.Background())
	objects := make(chan string)
	for _, prefix := range prefixes {
		prefix := prefix
		group.Go(func() error { return list(ctx, prefix, objects, fixed) })
	}
	group.Go(func() error {
		for name := range objects {
			if name == "b3" {
				return errors.New("access denied")
			}
		}
		return nil
	})
	return group.Wait() // leak 15, 25, 26, 44
}

func main() {
	bare.Main(func(fixed bool) { _ = copyAll([]string{"a", "b"}, fixed) })
}
