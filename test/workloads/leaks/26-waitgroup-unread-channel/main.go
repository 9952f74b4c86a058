// Command fanout asks shards for matches, waits for all of them, and only then reads the channel that they send to.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type match struct {
	shard int
	score int
}

type shard struct{ number int }

func (s shard) search(term string, out chan<- match, wg *sync.WaitGroup) {
	defer wg.Done()
	time.Sleep(300 * time.Microsecond)
	out <- match{s.number, len(term) * s.number} // leak 26
}

type index []shard

func (x index) best(term string) match {
	var wg sync.WaitGroup
	out := make(chan match)
	for _, s := range x {
		wg.Add(1)
		go s.search(term, out, &wg)
	}
	wg.Wait() // leak 26
	close(out)
	return highest(out)
}

func (x index) bestWhileWaiting(term string) match {
	var wg sync.WaitGroup
	out := make(chan match)
	for _, s := range x {
		wg.Add(1)
		go s.search(term, out, &wg)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return highest(out)
}

func highest(matches <-chan match) match {
	var top match
	for m := range matches {
		if m.score > top.score {
			top = m
		}
	}
	return top
}

func main() {
	x := index{{1}, {2}, {3}}
	harness.Main(harness.Program{
		Incident: func(int) { x.best("lamp") },
		Fixed:    func(int) { x.bestWhileWaiting("lamp") },
		Burst:    15,
	})
}
