// Command thumbnails resizes the pictures of an album with a few workers. The album is done when all its pictures are, but
// nobody closes the channel that the workers range over.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type picture struct {
	name   string
	pixels int
}

type album struct {
	queue   chan picture
	pending sync.WaitGroup
	bytes   atomic.Int64
}

func (a *album) resize() {
	for p := range a.queue { // leak 6
		time.Sleep(100 * time.Microsecond)
		a.bytes.Add(int64(p.pixels / 8))
		a.pending.Done()
	}
}

func open(workers int) *album {
	a := &album{queue: make(chan picture)}
	for n := 0; n < workers; n++ {
		go a.resize()
	}
	return a
}

func (a *album) add(pictures []picture) int64 {
	a.pending.Add(len(pictures))
	for _, p := range pictures {
		a.queue <- p
	}
	a.pending.Wait()
	return a.bytes.Load()
}

func (a *album) close() { close(a.queue) }

func main() {
	pictures := make([]picture, 12)
	for n := range pictures {
		pictures[n] = picture{name: "p", pixels: 1000 * n}
	}
	harness.Main(harness.Program{
		Incident: func(int) { open(2).add(pictures) },
		Fixed: func(int) {
			a := open(2)
			defer a.close()
			a.add(pictures)
		},
	})
}
