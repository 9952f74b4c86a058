// Command versions compares what two databases say. It makes a poller for each comparison and closes those of equal databases
// only.
package main

import (
	"sync/atomic"

	"example.com/workloads/harness"
	"example.com/workloads/leaks/07c-never-stopped/poller"
)

type database struct {
	name    string
	version atomic.Int64
}

func (d *database) Version() int64 { return d.version.Load() }

type comparison struct{ left, right *database }

func (c comparison) equal() bool {
	left, right := poller.Start(c.left), poller.Start(c.right)
	if left.Version() != right.Version() {
		return false
	}
	left.Close()
	right.Close()
	return true
}

func (c comparison) equalAndClose() bool {
	left, right := poller.Start(c.left), poller.Start(c.right)
	defer left.Close()
	defer right.Close()
	return left.Version() == right.Version()
}

func main() {
	a, b := &database{name: "a"}, &database{name: "b"}
	b.version.Store(2)
	harness.Main(harness.Program{
		Incident: func(int) {
			comparison{a, a}.equal()
			comparison{a, b}.equal()
		},
		Fixed: func(int) {
			comparison{a, a}.equalAndClose()
			comparison{a, b}.equalAndClose()
		},
	})
}
