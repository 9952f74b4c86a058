// A search index in mapped memory: far more resident than Go's heap, all of it wanted, none of it growing.
// moments 6
package main

import (
	"encoding/binary"
	"log"
	"math/rand"
	"os"
	"sync"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

const segmentSize = 16 << 20

type segment struct {
	mu     sync.RWMutex
	memory []byte
}

func openSegment() *segment {
	const access, kind = syscall.PROT_READ | syscall.PROT_WRITE, syscall.MAP_ANON | syscall.MAP_PRIVATE
	memory, err := syscall.Mmap(-1, 0, segmentSize, access, kind)
	if err != nil {
		log.Fatal(err)
	}
	for page := 0; page < len(memory); page += os.Getpagesize() {
		binary.LittleEndian.PutUint64(memory[page:], uint64(page))
	}
	return &segment{memory: memory}
}

func (s *segment) lookup(term int) uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return binary.LittleEndian.Uint64(s.memory[term%(segmentSize-8):])
}

// merge replaces a segment by a new one and gives the old memory back.
func (s *segment) merge() {
	fresh := openSegment()
	s.mu.Lock()
	old := s.memory
	s.memory = fresh.memory
	s.mu.Unlock()
	if err := syscall.Munmap(old); err != nil {
		log.Print(err)
	}
}

func query(segments []*segment) {
	for {
		for _, s := range segments {
			s.lookup(rand.Int())
		}
		time.Sleep(time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		var segments []*segment
		for i := 0; i < 8; i++ {
			segments = append(segments, openSegment())
		}
		if !load {
			return
		}
		for i := 0; i < 10; i++ {
			go query(segments)
		}
		go func() {
			for i := 0; ; i++ {
				time.Sleep(300 * time.Millisecond)
				segments[i%len(segments)].merge()
			}
		}()
	})
}
