// Command server drains its connections at reload: the old generation waits for requests in flight. A request that panics is
// recovered and never counted as ended.
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type generation struct {
	number   int
	inFlight sync.WaitGroup
}

// drain calls closed when the last request of the generation has ended.
func (g *generation) drain(closed func(number int)) {
	g.inFlight.Wait() // leak 25
	closed(g.number)
}

func (g *generation) serve(handler func()) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "recovered:", p)
		}
	}()
	handler()
	g.inFlight.Done()
}

func (g *generation) serveDeferred(handler func()) {
	defer g.inFlight.Done()
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "recovered:", p)
		}
	}()
	handler()
}

func requests() []func() {
	var settings map[string]int
	return []func(){
		func() { time.Sleep(time.Millisecond) },
		func() { settings["visits"]++ },
		func() { time.Sleep(2 * time.Millisecond) },
	}
}

var generationsClosed atomic.Int64

func reload(serve func(*generation, func())) func(int) {
	return func(i int) {
		g := &generation{number: i}
		for _, r := range requests() {
			g.inFlight.Add(1)
			go serve(g, r)
		}
		go g.drain(func(int) { generationsClosed.Add(1) })
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: reload((*generation).serve),
		Fixed:    reload((*generation).serveDeferred),
	})
}
