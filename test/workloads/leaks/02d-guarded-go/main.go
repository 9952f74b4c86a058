// Command quotes asks several price sources at once. Everything is started through one helper that recovers from panics, as
// larger code bases do; the one who asked gives up at a deadline and nobody takes the late answers.
package main

import (
	"context"
	"log"
	"math/rand"
	"time"

	"example.com/workloads/harness"
)

// guard runs f in a goroutine of its own and keeps a panic in it from ending the process.
func guard(name string, f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Printf("%s: %v", name, r)
			}
		}()
		f()
	}()
}

type price struct {
	source string
	cents  int
}

type source interface{ Ask(item int) price }

type remote struct {
	name  string
	delay time.Duration
}

func (r remote) Ask(item int) price {
	time.Sleep(r.delay + time.Duration(rand.Intn(3))*time.Millisecond)
	return price{r.name, 100 + item%7}
}

type desk struct{ sources []source }

func (d desk) best(ctx context.Context, item, room int) (best price) {
	answers := make(chan price, room)
	for _, s := range d.sources {
		guard("ask", func() { offer(answers, s.Ask(item)) })
	}
	for range d.sources {
		select {
		case p := <-answers:
			if best.source == "" || p.cents < best.cents {
				best = p
			}
		case <-ctx.Done():
			return best
		}
	}
	return best
}

func offer(to chan<- price, p price) {
	to <- p // leak 2
}

var floor = desk{[]source{
	remote{"near", 2 * time.Millisecond}, remote{"far", 60 * time.Millisecond}, remote{"moon", 90 * time.Millisecond},
}}

func ask(item, room int) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	floor.best(ctx, item, room)
}

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { ask(i, 0) },
		Fixed:    func(i int) { ask(i, len(floor.sources)) },
	})
}
