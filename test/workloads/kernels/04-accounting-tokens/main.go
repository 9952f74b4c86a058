// Command 04-accounting-tokens takes tokens that a filler puts into a bucket; the filler ended when the limit was changed.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type bucket struct {
	tokens chan struct{}
	quit   chan struct{}
}

func (b *bucket) fill() {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			b.tokens <- struct{}{}
		case <-b.quit:
			return
		}
	}
}

func (b *bucket) take() bool {
	_, ok := <-b.tokens // leak 10, 4, 6
	return ok
}

func main() {
	bare.Main(func(fixed bool) {
		b := &bucket{tokens: make(chan struct{}), quit: make(chan struct{})}
		go b.fill()
		go func() {
			for b.take() {
			}
		}()
		time.Sleep(11 * time.Millisecond)
		b.quit <- struct{}{}
		if fixed {
			close(b.tokens)
		}
	})
}
