// A storage engine: writers wait until their entry is synced by whoever syncs for all, levels are compacted by loops that
// mostly wait, a cache is snapshotted now and then.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type wal struct {
	mu      sync.Mutex
	waiters []chan error
	syncing atomic.Bool
	entries int
}

// writeToLog returns when the entry is on the disk; the first to come syncs for all that follow within the delay.
func (w *wal) writeToLog(entry int) error {
	synced := make(chan error)
	w.mu.Lock()
	w.entries += entry
	w.waiters = append(w.waiters, synced)
	w.mu.Unlock()
	w.scheduleSync()
	return <-synced
}

func (w *wal) scheduleSync() {
	if !w.syncing.CompareAndSwap(false, true) {
		return
	}
	go func() {
		for {
			time.Sleep(2 * time.Millisecond)
			w.mu.Lock()
			if len(w.waiters) == 0 {
				w.syncing.Store(false)
				w.mu.Unlock()
				return
			}
			w.sync()
			w.mu.Unlock()
		}
	}()
}

// sync is called with the lock held; those who wait for it need no lock.
func (w *wal) sync() {
	time.Sleep(3 * time.Millisecond)
	for _, synced := range w.waiters {
		synced <- nil
	}
	w.waiters = nil
}

type engine struct {
	wal       wal
	quit      chan struct{}
	running   sync.WaitGroup
	compacted [4]atomic.Int64
}

func open(check time.Duration) *engine {
	e := &engine{quit: make(chan struct{})}
	e.running.Add(2)
	go e.compact(check)
	go func() {
		defer e.running.Done()
		e.compactCache(check)
	}()
	go func() {
		e.running.Wait()
		e.wal.mu.Lock()
		e.wal.waiters = nil
		e.wal.mu.Unlock()
	}()
	return e
}

func (e *engine) compact(check time.Duration) {
	defer e.running.Done()
	tick := time.NewTicker(check)
	defer tick.Stop()
	for {
		select {
		case <-e.quit:
			return
		case <-tick.C:
			var levels sync.WaitGroup
			for i := range e.compacted {
				levels.Add(1)
				go func() {
					defer levels.Done()
					time.Sleep(time.Duration(i+1) * 4 * time.Millisecond)
					e.compacted[i].Add(1)
				}()
			}
			levels.Wait()
		}
	}
}

func (e *engine) compactCache(check time.Duration) {
	tick := time.NewTicker(check)
	defer tick.Stop()
	for {
		select {
		case <-e.quit:
			return
		case <-tick.C:
			time.Sleep(time.Millisecond)
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		check := time.Minute
		if load {
			check = 25 * time.Millisecond
		}
		e := open(check)
		if err := e.wal.writeToLog(1); err != nil {
			panic(err)
		}
		for i := 0; load && i < 40; i++ {
			go func() {
				for {
					if err := e.wal.writeToLog(1); err != nil {
						panic(err)
					}
				}
			}()
		}
	})
}
