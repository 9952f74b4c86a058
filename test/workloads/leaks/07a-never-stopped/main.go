// Command quota makes a limiter for each tenant request. A limiter has a loop that ends with Stop, which the handler does
// not call.
package main

import (
	"example.com/workloads/harness"
)

type grant struct {
	tokens int
	ok     chan bool
}

// Limiter hands out tokens from one goroutine, so that it needs no lock.
type Limiter struct {
	asks chan grant
	stop chan struct{}
}

func NewLimiter(capacity int) *Limiter {
	l := &Limiter{asks: make(chan grant), stop: make(chan struct{})}
	go l.run(capacity)
	return l
}

func (l *Limiter) run(left int) {
	for {
		select { // leak 7
		case ask := <-l.asks:
			ok := ask.tokens <= left
			if ok {
				left -= ask.tokens
			}
			ask.ok <- ok
		case <-l.stop:
			return
		}
	}
}

// Take reports whether tokens were left.
func (l *Limiter) Take(tokens int) bool {
	ok := make(chan bool)
	l.asks <- grant{tokens, ok}
	return <-ok
}

// Stop ends the limiter; it may not be used after.
func (l *Limiter) Stop() { close(l.stop) }

func handle(requests int) int {
	limiter := NewLimiter(10)
	served := 0
	for n := 0; n < requests && limiter.Take(3); n++ {
		served++
	}
	return served
}

func handleAndStop(requests int) int {
	limiter := NewLimiter(10)
	defer limiter.Stop()
	served := 0
	for n := 0; n < requests && limiter.Take(3); n++ {
		served++
	}
	return served
}

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { handle(5) },
		Fixed:    func(i int) { handleAndStop(5) },
	})
}
