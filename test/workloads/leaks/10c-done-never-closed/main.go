// Command install waits for a node to be ready or to fail. It fails in a way that sets neither, and the caller, as well as
// whoever logs the progress, waits on.
package main

import (
	"fmt"
	"io"
	"time"

	"example.com/workloads/harness"
)

type phase int

const (
	created phase = iota
	booting
	running
	broken
	lost
)

type node struct {
	name   string
	ready  chan struct{}
	failed chan struct{}
	steps  chan phase
}

func provision(name string) *node {
	return &node{name, make(chan struct{}), make(chan struct{}), make(chan phase, 8)}
}

func (n *node) advance(phases []phase, all bool) {
	defer close(n.steps)
	for _, p := range phases {
		time.Sleep(300 * time.Microsecond)
		n.steps <- p
		switch {
		case p == running:
			close(n.ready)
			return
		case p == broken, p == lost && all:
			close(n.failed)
			return
		}
	}
}

func (n *node) await() bool {
	select { // leak 10 7
	case <-n.ready:
		return true
	case <-n.failed:
		return false
	}
}

func (n *node) progress(to io.Writer) {
	for p := range n.steps {
		fmt.Fprintln(to, n.name, p)
	}
}

func install(name string, phases []phase, all bool) bool {
	n := provision(name)
	go n.advance(phases, all)
	go n.progress(io.Discard)
	return n.await()
}

func main() {
	work := func(all bool) func(int) {
		return func(i int) {
			install("good", []phase{created, booting, running}, all)
			install("bad", []phase{created, broken}, all)
			install("gone", []phase{created, booting, lost}, all)
		}
	}
	harness.Main(harness.Program{Incident: work(false), Fixed: work(true)})
}
