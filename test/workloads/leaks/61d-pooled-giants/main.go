// Encoders with buffers from a free list: one large document makes its buffer large for ever.
// moments 6
package main

import (
	"bytes"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type freeList struct {
	mu      sync.Mutex
	buffers []*bytes.Buffer
	largest int
}

func (f *freeList) get() *bytes.Buffer {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(f.buffers); n > 0 {
		b := f.buffers[0]
		f.buffers = f.buffers[1:]
		return b
	}
	return new(bytes.Buffer)
}

func (f *freeList) put(b *bytes.Buffer) {
	if f.largest > 0 && b.Cap() > f.largest {
		return
	}
	b.Reset()
	f.mu.Lock()
	f.buffers = append(f.buffers, b)
	f.mu.Unlock()
}

type encoder struct{ free *freeList }

func (e *encoder) encode(document []byte) int {
	b := e.free.get()
	defer e.free.put(b)
	b.Write(document) // leak-heap 61
	return b.Len()
}

var (
	greedy = &encoder{&freeList{}}
	modest = &encoder{&freeList{largest: 64 << 10}}
	small  = make([]byte, 2<<10)
	large  = make([]byte, 512<<10)
)

// client sends many small documents, and a large one now and then, while its answer is still being written.
func client(e *encoder, i int) {
	for n := 0; n < 50; n++ {
		b := e.free.get()
		e.encode(small)
		if (n+i)%25 == 0 {
			e.encode(large)
		}
		time.Sleep(100 * time.Millisecond)
		e.free.put(b)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { client(greedy, i) },
		Fixed:    func(i int) { client(modest, i) },
	})
}
