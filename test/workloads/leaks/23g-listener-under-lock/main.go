// Command gossip tells listeners of changes while it holds its lock. A listener hands the change to a goroutine that first has to
// look something up, for which it needs the same lock.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type info struct {
	key   string
	value int
}

type store struct {
	mu        sync.RWMutex
	infos     map[string]info
	listeners []func(info)
}

func newStore() *store { return &store{infos: map[string]info{}} }

func (s *store) get(key string) (info, bool) {
	s.mu.RLock() // leak 23
	defer s.mu.RUnlock()
	i, ok := s.infos[key]
	return i, ok
}

func (s *store) add(i info) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.infos[i.key] = i
	for _, listener := range s.listeners {
		listener(i)
	}
}

func (s *store) addThenTell(i info) {
	s.mu.Lock()
	s.infos[i.key] = i
	listeners := append([]func(info){}, s.listeners...)
	s.mu.Unlock()
	for _, listener := range listeners {
		listener(i)
	}
}

type leases struct {
	changed chan info
	done    chan struct{}
}

func (l *leases) onChange(i info) {
	l.changed <- i // leak 23
}

func (l *leases) follow(s *store) {
	defer close(l.done)
	for i := range l.changed {
		time.Sleep(time.Millisecond)
		if _, ok := s.get("leader"); !ok {
			_ = i
		}
	}
}

func round(add func(*store) func(info)) {
	s := newStore()
	l := &leases{changed: make(chan info), done: make(chan struct{})}
	s.listeners = append(s.listeners, l.onChange)
	go l.follow(s)
	for n := 0; n < 3; n++ {
		add(s)(info{"node", n})
	}
	close(l.changed)
	<-l.done
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { round(func(s *store) func(info) { return s.add }) },
		Fixed:    func(int) { round(func(s *store) func(info) { return s.addThenTell }) },
	})
}
