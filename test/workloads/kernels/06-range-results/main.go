// Command 06-range-results collects what shards answer; nobody closes the channel after the last answer.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type hit struct{ shard, score int }

func search(shards int, closes bool) <-chan hit {
	hits := make(chan hit)
	var left sync.WaitGroup
	for shard := 0; shard < shards; shard++ {
		left.Add(1)
		go func(shard int) {
			defer left.Done()
			hits <- hit{shard, shard * 7 % 5}
		}(shard)
	}
	if closes {
		go func() {
			left.Wait()
			close(hits)
		}()
	}
	return hits
}

func main() {
	bare.Main(func(fixed bool) {
		best := hit{}
		for h := range search(4, fixed) { // leak 6
			if h.score > best.score {
				best = h
			}
		}
	})
}
