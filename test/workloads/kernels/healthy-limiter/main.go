// Command healthy-limiter lets ten requests a second through; thirty wait for their turn.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type limiter struct{ tokens chan struct{} }

func (l *limiter) refill() {
	for range time.Tick(100 * time.Millisecond) {
		l.tokens <- struct{}{}
	}
}

func (l *limiter) wait() { <-l.tokens }

func caller(l *limiter) {
	for {
		l.wait()
	}
}

func main() {
	l := &limiter{tokens: make(chan struct{}, 10)}
	bare.Main(func(bool) {
		go l.refill()
		for i := 0; i < 30; i++ {
			go caller(l)
		}
	})
}
