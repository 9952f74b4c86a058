// Command grow starts the workers of each shard while the list of shards still grows. Growing moves the shards, and with them
// the WaitGroups; the workers count down those at the old place.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type shard struct {
	name    string
	written atomic.Int64
	open    sync.WaitGroup
}

func (s *shard) write(rows int) {
	defer s.open.Done()
	time.Sleep(time.Millisecond)
	s.written.Add(int64(rows))
}

func (s *shard) start(writers int) {
	for n := 0; n < writers; n++ {
		s.open.Add(1)
		go s.write(100)
	}
}

type export struct{ shards []shard }

func (e *export) add(name string) {
	e.shards = append(e.shards, shard{name: name})
	e.shards[len(e.shards)-1].start(2)
}

func (e *export) wait() {
	for n := range e.shards {
		e.shards[n].open.Wait() // leak 27
	}
}

type exportByPointer struct{ shards []*shard }

func (e *exportByPointer) add(name string) {
	s := &shard{name: name}
	e.shards = append(e.shards, s)
	s.start(2)
}

func (e *exportByPointer) wait() {
	for _, s := range e.shards {
		s.open.Wait()
	}
}

type exporter interface {
	add(name string)
	wait()
}

func run(e exporter) {
	for _, name := range []string{"eu", "us", "asia"} {
		e.add(name)
	}
	e.wait()
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { run(&export{}) },
		Fixed:    func(int) { run(&exportByPointer{}) },
	})
}
