// Command 18-stats-of-open-tx is an embedded store whose statistics are asked for while they are being merged: both take the lock.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type store struct {
	statlock sync.Mutex
	commits  int
}

type tx struct{ store *store }

func (s *store) stats() int {
	s.statlock.Lock() // leak 18
	defer s.statlock.Unlock()
	return s.commits
}

func (t *tx) close(report func(int), fixed bool) {
	t.store.statlock.Lock()
	t.store.commits++
	if fixed {
		t.store.statlock.Unlock()
		report(t.store.stats())
		return
	}
	report(t.store.stats())
	t.store.statlock.Unlock()
}

func main() {
	bare.Main(func(fixed bool) {
		t := &tx{store: &store{}}
		t.close(func(int) {}, fixed)
	})
}
