// A store over memory that does not belong to Go: every import maps a segment, touches it and never gives it back.
// leak-process 60
// moments 6
package main

import (
	"encoding/binary"
	"log"
	"os"
	"sync"
	"syscall"

	"example.com/workloads/harness"
)

const segmentSize = 4 << 20

type segment struct{ memory []byte }

func mapSegment() *segment {
	const access, kind = syscall.PROT_READ | syscall.PROT_WRITE, syscall.MAP_ANON | syscall.MAP_PRIVATE
	memory, err := syscall.Mmap(-1, 0, segmentSize, access, kind)
	if err != nil {
		log.Fatal(err)
	}
	return &segment{memory}
}

func (s *segment) fill(seed uint64) {
	for page := 0; page < len(s.memory); page += os.Getpagesize() {
		binary.LittleEndian.PutUint64(s.memory[page:], seed+uint64(page))
	}
}

func (s *segment) unmap() {
	if err := syscall.Munmap(s.memory); err != nil {
		log.Print(err)
	}
}

type store struct {
	mu       sync.Mutex
	segments []*segment
}

func (st *store) importBatch(i int) *segment {
	s := mapSegment()
	s.fill(uint64(i))
	st.mu.Lock()
	st.segments = append(st.segments, s)
	st.mu.Unlock()
	return s
}

func (st *store) drop(gone *segment) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for i, s := range st.segments {
		if s == gone {
			st.segments = append(st.segments[:i], st.segments[i+1:]...)
			break
		}
	}
	gone.unmap()
}

var vectors store

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { vectors.importBatch(i) },
		Fixed:    func(i int) { vectors.drop(vectors.importBatch(i)) },
	})
}
