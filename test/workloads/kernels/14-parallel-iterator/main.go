// Command 14-parallel-iterator reads points ahead of who asks for them; a query with a limit does not close its iterator.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type point struct {
	at    int64
	value float64
}

type iterator struct {
	points  chan point
	closing chan struct{}
	once    sync.Once
	wait    sync.WaitGroup
}

func newIterator(count int) *iterator {
	it := &iterator{points: make(chan point, 8), closing: make(chan struct{})}
	it.wait.Add(1)
	go it.monitor(count)
	return it
}

func (it *iterator) monitor(count int) {
	defer it.wait.Done()
	defer close(it.points)
	for i := 0; i < count; i++ {
		select { // leak 14, 1, 7, 12
		case it.points <- point{int64(i), float64(i)}:
		case <-it.closing:
			return
		}
	}
}

func (it *iterator) close() {
	it.once.Do(func() { close(it.closing) })
	it.wait.Wait()
}

func query(limit int, fixed bool) float64 {
	it := newIterator(1000)
	if fixed {
		defer it.close()
	}
	sum := 0.0
	for i := 0; i < limit; i++ {
		sum += (<-it.points).value
	}
	return sum
}

func main() {
	bare.Main(func(fixed bool) { query(3, fixed) })
}
