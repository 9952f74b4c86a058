// Command resize waits for the cache of a new image store to be warm. One of the two constructors forgets the channel that
// says so, and who waits on a nil channel waits for ever.
package main

import (
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type imageStore struct {
	directory string
	warm      chan struct{}
	entries   atomic.Int64
}

func newStore(directory string) *imageStore {
	s := &imageStore{directory: directory, warm: make(chan struct{})}
	go s.fill()
	return s
}

// withLimit is the constructor that came later.
func withLimit(directory string, _ int) *imageStore {
	s := &imageStore{directory: directory}
	go s.fill()
	return s
}

func (s *imageStore) fill() {
	time.Sleep(time.Millisecond)
	s.entries.Store(int64(len(s.directory)))
	if s.warm != nil {
		close(s.warm)
	}
}

func (s *imageStore) onWarm(then func(entries int64)) {
	go func() {
		<-s.warm // leak 8
		then(s.entries.Load())
	}()
}

var known atomic.Int64

func main() {
	count := func(entries int64) { known.Add(entries) }
	harness.Main(harness.Program{
		Incident: func(int) {
			newStore("thumbs").onWarm(count)
			withLimit("thumbs", 100).onWarm(count)
		},
		Fixed: func(int) {
			newStore("thumbs").onWarm(count)
			newStore("thumbs").onWarm(count)
		},
	})
}
