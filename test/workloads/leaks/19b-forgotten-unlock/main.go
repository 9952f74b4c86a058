// Command prices applies discounts under a lock. A rule panics between Lock and Unlock; the middleware recovers, the lock
// stays taken, and requests pile up.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/workloads/harness"
)

type rule func(cents int) int

type book struct {
	mu    sync.Mutex
	rules []rule
	used  map[int]int
}

func (b *book) apply(cents int) int {
	for n, r := range b.rules {
		cents = r(cents)
		b.used[n]++
	}
	return cents
}

func (b *book) discount(cents int) int {
	b.mu.Lock() // leak 19
	cents = b.apply(cents)
	b.mu.Unlock()
	return cents
}

func (b *book) discountDeferred(cents int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.apply(cents)
}

func (b *book) report() map[int]int {
	b.mu.Lock() // leak 19
	defer b.mu.Unlock()
	counts := make(map[int]int, len(b.used))
	for n, uses := range b.used {
		counts[n] = uses
	}
	return counts
}

// recovered runs a handler as HTTP servers do: a panic ends the request, not the process.
func recovered(handler func()) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "request failed:", p)
		}
	}()
	handler()
}

func newBook() *book {
	perPiece := func(cents int) int { return 100 / (cents % 10) }
	return &book{rules: []rule{func(cents int) int { return cents * 9 / 10 }, perPiece}, used: map[int]int{}}
}

func requests(b *book, discount func(*book, int) int) func(int) {
	return func(i int) {
		if i%4 == 3 {
			recovered(func() { _ = b.report() })
			return
		}
		for _, cents := range []int{1240, 1000} {
			recovered(func() { _ = discount(b, cents) })
		}
		// The client tries again.
		recovered(func() { _ = discount(b, 1240) })
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: requests(newBook(), (*book).discount),
		Fixed:    requests(newBook(), (*book).discountDeferred),
	})
}
