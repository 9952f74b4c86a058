//go:build go1.23

// Sorted segments merged with iter.Pull: a few cursors stay open for long, many are opened and stopped.
package main

import (
	"iter"
	"time"

	"example.com/workloads/harness"
)

type segment struct{ from, to, step int }

func (s segment) keys() iter.Seq[int] {
	return func(yield func(int) bool) {
		for k := s.from; k < s.to; k += s.step {
			if !yield(k) {
				return
			}
		}
	}
}

// merge yields the keys of both in order.
func merge(a, b iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		x, okA := nextA()
		y, okB := nextB()
		for okA || okB {
			var key int
			if okA && (!okB || x <= y) {
				key = x
				x, okA = nextA()
			} else {
				key = y
				y, okB = nextB()
			}
			if !yield(key) {
				return
			}
		}
	}
}

// cursor serves pages of a scan: it is open as long as its client is.
func cursor(requests <-chan int, keys iter.Seq[int]) {
	next, stop := iter.Pull(keys)
	defer stop()
	for size := range requests {
		for i := 0; i < size; i++ {
			if _, more := next(); !more {
				return
			}
		}
	}
}

func compact() (n int) {
	for range merge(segment{0, 3000, 3}.keys(), segment{0, 3000, 5}.keys()) {
		n++
	}
	return n
}

func main() {
	harness.Serve(func(load bool) {
		compact()
		pages := make(chan int)
		harness.Keep(pages)
		for i := 0; i < 3; i++ {
			go cursor(pages, segment{0, 1 << 60, 1 + i}.keys())
			pages <- 1
		}
		if !load {
			return
		}
		go func() {
			for {
				pages <- 50
				time.Sleep(5 * time.Millisecond)
			}
		}()
		for i := 0; i < 3; i++ {
			go func() {
				for {
					compact()
					time.Sleep(4 * time.Millisecond)
				}
			}()
		}
	})
}
