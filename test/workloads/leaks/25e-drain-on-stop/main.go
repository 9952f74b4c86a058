// Command uploader sends parts in parallel and waits for them when it is stopped. A part that panics is recovered from by the
// helper that runs it, and is never counted as done.
package main

import (
	"log"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type tracker struct {
	wg     sync.WaitGroup
	failed chan string
}

func (t *tracker) spawn(name string, part func()) {
	t.wg.Add(1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				t.failed <- name
			}
		}()
		part()
		t.wg.Done()
	}()
}

func (t *tracker) spawnSafely(name string, part func()) {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		defer func() {
			if r := recover(); r != nil {
				t.failed <- name
			}
		}()
		part()
	}()
}

// drain comes back when all parts have ended.
func (t *tracker) drain() int {
	t.wg.Wait() // leak 25
	return len(t.failed)
}

func upload(parts [][]byte, n int) {
	time.Sleep(time.Duration(n) * time.Millisecond)
	if len(parts[n]) == 0 {
		panic("empty part")
	}
}

func run(spawn func(*tracker) func(string, func())) {
	t := &tracker{failed: make(chan string, 8)}
	parts := [][]byte{{1}, {2}, {}, {4}}
	start := spawn(t)
	for n := range parts {
		n := n
		start("part", func() { upload(parts, n) })
	}
	if failed := t.drain(); failed > 4 {
		log.Print(failed)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { run(func(t *tracker) func(string, func()) { return t.spawn }) },
		Fixed:    func(int) { run(func(t *tracker) func(string, func()) { return t.spawnSafely }) },
	})
}
