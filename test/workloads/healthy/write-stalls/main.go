// A storage engine that stalls its writers while too many tables wait for the flusher: writers wait in a Cond, readers take a
// read lock, the flusher and the compactor have a goroutine each.
package main

import (
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type table struct{ keys []int }

type engine struct {
	mu     sync.Mutex
	room   *sync.Cond
	full   []*table
	active *table

	levelsMu sync.RWMutex
	levels   []*table
	flush    chan struct{}
	compact  chan struct{}
	stalls   atomic.Int64
}

func open() *engine {
	e := &engine{active: &table{}, flush: make(chan struct{}, 1), compact: make(chan struct{}, 1)}
	e.room = sync.NewCond(&e.mu)
	go e.flusher()
	go e.compactor()
	return e
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (e *engine) put(key int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.full) >= 3 {
		e.stalls.Add(1)
		e.room.Wait()
	}
	e.active.keys = append(e.active.keys, key)
	if len(e.active.keys) >= 200 {
		e.full = append(e.full, e.active)
		e.active = &table{}
		poke(e.flush)
	}
}

func (e *engine) flusher() {
	for range e.flush {
		for {
			e.mu.Lock()
			if len(e.full) == 0 {
				e.mu.Unlock()
				break
			}
			oldest := e.full[0]
			e.mu.Unlock()
			sort.Ints(oldest.keys)
			time.Sleep(4 * time.Millisecond)
			e.levelsMu.Lock()
			e.levels = append(e.levels, oldest)
			e.levelsMu.Unlock()
			e.mu.Lock()
			e.full = e.full[1:]
			e.mu.Unlock()
			e.room.Broadcast()
			poke(e.compact)
		}
	}
}

func (e *engine) compactor() {
	for range e.compact {
		e.levelsMu.Lock()
		if len(e.levels) > 8 {
			e.levels = e.levels[len(e.levels)-4:]
		}
		e.levelsMu.Unlock()
		time.Sleep(2 * time.Millisecond)
	}
}

func (e *engine) get(key int) bool {
	e.levelsMu.RLock()
	defer e.levelsMu.RUnlock()
	for _, t := range e.levels {
		if i := sort.SearchInts(t.keys, key); i < len(t.keys) && t.keys[i] == key {
			return true
		}
	}
	return false
}

func main() {
	harness.Serve(func(load bool) {
		e := open()
		harness.Keep(e)
		e.put(1)
		for i := 0; load && i < 24; i++ {
			go func() {
				for n := 0; ; n++ {
					e.put(n % 1000)
				}
			}()
			go func() {
				for n := 0; ; n++ {
					e.get(n % 1000)
					time.Sleep(300 * time.Microsecond)
				}
			}()
		}
	})
}
