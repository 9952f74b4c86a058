// Command 19-close-with-reader closes a memory-mapped store, which waits for its readers; one of them returned without ending.
package main

import (
	"errors"
	"sync"

	"example.com/workloads/harness/bare"
)

type store struct {
	mapped sync.RWMutex
	pages  map[string]string
}

type transaction struct{ store *store }

func (s *store) begin() *transaction {
	s.mapped.RLock()
	return &transaction{s}
}

func (t *transaction) get(key string) (string, bool) {
	value, ok := t.store.pages[key]
	return value, ok
}

func (t *transaction) rollback() { t.store.mapped.RUnlock() }

func (s *store) close() {
	s.mapped.Lock() // leak 19, 44
	defer s.mapped.Unlock()
	s.pages = nil
}

func owner(s *store, key string, fixed bool) (string, error) {
	t := s.begin()
	value, ok := t.get(key)
	if !ok {
		if fixed {
			t.rollback()
		}
		return "", errors.New("no owner")
	}
	t.rollback()
	return value, nil
}

func main() {
	bare.Main(func(fixed bool) {
		s := &store{pages: map[string]string{"a": "ann"}}
		_, _ = owner(s, "a", fixed)
		_, _ = owner(s, "b", fixed)
		s.close()
	})
}
