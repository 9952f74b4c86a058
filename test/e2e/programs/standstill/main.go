// A service in which much stands still, each for another reason: what the waiter graph is drawn of in tests.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type result struct{ rows int }

type index struct {
	mu      sync.Mutex
	entries int
}
type segment struct {
	mu   sync.Mutex
	size int
}
type store struct {
	mu    sync.Mutex
	items map[int]int
}

func main() {
	results := make(chan result)
	for range 120 {
		go startWorker(results)
	}
	for range 60 {
		go answer(make(chan int))
	}
	for range 12 {
		go flush(nil)
	}

	ix, seg := &index{}, &segment{}
	var both sync.WaitGroup
	both.Add(2)
	go ix.merge(seg, &both)
	go seg.seal(ix, &both)

	s := &store{items: map[int]int{}}
	go s.reload()
	time.Sleep(20 * time.Millisecond)
	for i := range 40 {
		go s.get(i)
	}

	batches := make(chan int, 8)
	for range 11 {
		go drain(batches)
	}

	var done sync.WaitGroup
	done.Add(3)
	for range 5 {
		go wait(&done)
	}

	ready := sync.NewCond(&sync.Mutex{})
	for range 4 {
		go take(ready)
	}
	var table sync.RWMutex
	go hold(&table)
	time.Sleep(20 * time.Millisecond)
	for range 3 {
		go read(&table)
	}
	for range 9 {
		go subscribe(make(chan int), make(chan struct{}))
	}

	time.Sleep(300 * time.Millisecond)
	fmt.Println(os.Getpid())
	for {
		time.Sleep(time.Second)
	}
}

func startWorker(results chan<- result) { results <- result{1} }

func answer(replies chan<- int) { replies <- 1 }

func flush(done <-chan struct{}) { <-done }

func (ix *index) merge(seg *segment, both *sync.WaitGroup) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	both.Done()
	both.Wait()
	seg.mu.Lock()
	defer seg.mu.Unlock()
	ix.entries += seg.size
}

func (seg *segment) seal(ix *index, both *sync.WaitGroup) {
	seg.mu.Lock()
	defer seg.mu.Unlock()
	both.Done()
	both.Wait()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	seg.size += ix.entries
}

// Sleeps with the lock held.
func (s *store) reload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		time.Sleep(time.Hour)
		s.items[0]++
	}
}

func (s *store) get(i int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items[i]
}

func drain(batches chan<- int) {
	batches <- 1
	batches <- 2
}

func wait(done *sync.WaitGroup) { done.Wait() }

func take(ready *sync.Cond) {
	ready.L.Lock()
	ready.Wait()
	ready.L.Unlock()
}

func hold(table *sync.RWMutex) {
	table.Lock()
	defer table.Unlock()
	time.Sleep(time.Hour)
}

func read(table *sync.RWMutex) {
	table.RLock()
	defer table.RUnlock()
}

func subscribe(topic <-chan int, done <-chan struct{}) {
	select {
	case <-topic:
	case <-done:
	}
}
