// Command 21-shards-again reads the list of shards under the read lock twice over; a writer comes between.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type index struct {
	mu     sync.RWMutex
	shards map[int]int
}

func (x *index) size(id int) int {
	x.mu.RLock() // leak 21
	defer x.mu.RUnlock()
	return x.shards[id]
}

func (x *index) sizeLocked(id int) int { return x.shards[id] }

func (x *index) total(size func(int) int) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	sum := 0
	for id := range x.shards {
		time.Sleep(10 * time.Millisecond)
		sum += size(id)
	}
	return sum
}

func (x *index) create(id int) {
	x.mu.Lock() // leak 21
	defer x.mu.Unlock()
	x.shards[id] = 1
}

func main() {
	bare.Main(func(fixed bool) {
		x := &index{shards: map[int]int{1: 1, 2: 1, 3: 1}}
		size := x.size
		if fixed {
			size = x.sizeLocked
		}
		go x.total(size)
		time.Sleep(5 * time.Millisecond)
		x.create(4)
	})
}
