//go:build go1.24

// Handles that are returned by runtime.AddCleanup; the cleanup needs the lock of the table, which is held by one who waits
// for a handle to come back.
package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type handle struct {
	id     int
	buffer [8192]byte
}

type table struct {
	mu       sync.Mutex
	returned map[int]bool
	next     atomic.Int64
	news     chan int
}

func (t *table) lend() *handle {
	h := &handle{id: int(t.next.Add(1))}
	runtime.AddCleanup(h, t.takeBack, h.id)
	return h
}

func (t *table) takeBack(id int) {
	t.mu.Lock() // leak 54
	defer t.mu.Unlock()
	t.returned[id] = true
	select {
	case t.news <- id:
	default:
	}
}

// waitForOne keeps the lock while it waits: nothing can be taken back.
func (t *table) waitForOne() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return <-t.news // leak 23
}

func (t *table) waitForOneUnlocked() int {
	select {
	case id := <-t.news:
		return id
	case <-time.After(50 * time.Millisecond):
		return 0
	}
}

var handles = &table{returned: map[int]bool{}, news: make(chan int)}

func download(size int) []byte { return make([]byte, size) }

// fill uses what it is lent for a moment, as a parser does with a buffer.
func fill(count int) (sum int) {
	for i := 0; i < count; i++ {
		h := handles.lend()
		sum += copy(h.buffer[:], download(128<<10))
	}
	return sum
}

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) {
			if i == 0 {
				go handles.waitForOne()
			}
			fill(60)
		},
		Fixed: func(i int) {
			if i == 0 {
				go handles.waitForOneUnlocked()
			}
			fill(60)
		},
	})
}
