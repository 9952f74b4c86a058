// Command config gives watchers the changes of settings through a callback. Each watcher has a goroutine of its own that ends
// with the function that watch gives back; the handler drops it.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type setting struct{ name, value string }

type source struct {
	mu       sync.Mutex
	watchers map[int]func(setting)
	next     int
}

// watch calls changed for each change until the function it gives back is called.
func (s *source) watch(changed func(setting)) (stop func()) {
	changes := make(chan setting, 1)
	quit := make(chan struct{})
	go func() {
		for {
			select { // leak 16
			case c := <-changes:
				changed(c)
			case <-quit:
				return
			}
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := s.next
	s.watchers[id] = func(c setting) {
		select {
		case changes <- c:
		default:
		}
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, id)
		close(quit)
	}
}

func (s *source) set(c setting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, tell := range s.watchers {
		tell(c)
	}
}

// edit changes a setting now and then, as operators do.
func (s *source) edit() {
	for n := 0; ; n++ {
		s.set(setting{"level", fmt.Sprint(n)})
		time.Sleep(400 * time.Millisecond)
	}
}

type handler struct {
	level   atomic.Value
	handled int
}

func (h *handler) adopt(c setting) { h.level.Store(c.value) }

func main() {
	s := &source{watchers: map[int]func(setting){}}
	harness.Main(harness.Program{
		Setup: func() { go s.edit() },
		Incident: func(int) {
			h := &handler{}
			_ = s.watch(h.adopt)
			time.Sleep(time.Millisecond)
			h.handled++
		},
		Fixed: func(int) {
			h := &handler{}
			defer s.watch(h.adopt)()
			time.Sleep(time.Millisecond)
			h.handled++
		},
	})
}
