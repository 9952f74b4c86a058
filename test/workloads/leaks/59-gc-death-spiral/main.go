// A process whose live heap has come up to its memory limit: the collector runs all the time and frees next to nothing.
// leak-process 59
// moments 6
package main

import (
	"runtime/debug"
	"sync"
	"time"

	"example.com/workloads/harness"
)

const memoryLimit = 92 << 20

type block struct {
	next *block
	data [24]*int
}

type index struct {
	mu   sync.Mutex
	head *block
	size int
}

func (ix *index) add(blocks, most int) {
	for i := 0; i < blocks; i++ {
		ix.mu.Lock()
		if ix.size < most {
			ix.head = &block{next: ix.head, data: [24]*int{0: new(int)}}
			ix.size++
		}
		ix.mu.Unlock()
	}
}

// search answers with a page of hits for each query.
func (ix *index) search(queries int) (pages [][]*block) {
	for q := 0; q < queries; q++ {
		hits := make([]*block, 0, 50+q)
		ix.mu.Lock()
		for b := ix.head; b != nil && len(hits) < 50; b = b.next {
			hits = append(hits, b)
		}
		ix.mu.Unlock()
		pages = append(pages, hits)
	}
	return pages
}

var documents index

func limit() { debug.SetMemoryLimit(memoryLimit) }

// serve fills the index up to a number of blocks and answers queries for as long as a client asks.
func serve(most int) {
	documents.add(most, most)
	for until := time.Now().Add(8 * time.Second); time.Now().Before(until); {
		documents.search(200)
		time.Sleep(2 * time.Millisecond)
	}
}

func main() {
	harness.Main(harness.Program{
		Setup:    limit,
		Incident: func(int) { serve(420_000) },
		Fixed:    func(int) { serve(60_000) },
		Burst:    4,
	})
}
