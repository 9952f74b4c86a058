// Command 15-nested-limit walks a tree in an errgroup with a limit; every level starts the next one in the same group.
package main

import (
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness/bare"
)

func walk(g *errgroup.Group, depth int) error {
	time.Sleep(time.Millisecond)
	for i := 0; i < 2 && depth > 0; i++ {
		g.Go(func() error { return walk(g, depth-1) }) // leak 15
	}
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		var g errgroup.Group
		if !fixed {
			g.SetLimit(2)
		}
		g.Go(func() error { return walk(&g, 4) })
		g.Go(func() error { return walk(&g, 4) })
		_ = g.Wait() // leak 15, 25
	})
}
