// Command memo remembers results. A miss is stored under the write lock while the read lock is still held.
package main

import (
	"sync"

	"example.com/workloads/harness"
)

// Memo remembers the values of a function by key.
type Memo[K comparable, V any] struct {
	mu     sync.RWMutex
	values map[K]V
	make   func(K) V
}

func NewMemo[K comparable, V any](f func(K) V) *Memo[K, V] {
	return &Memo[K, V]{values: map[K]V{}, make: f}
}

func (m *Memo[K, V]) Get(key K) V {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if v, ok := m.values[key]; ok {
		return v
	}
	v := m.make(key)
	m.mu.Lock() // leak 22
	m.values[key] = v
	m.mu.Unlock()
	return v
}

func (m *Memo[K, V]) GetInTwo(key K) V {
	m.mu.RLock()
	v, ok := m.values[key]
	m.mu.RUnlock()
	if ok {
		return v
	}
	v = m.make(key)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = v
	return v
}

func squares(get func(m *Memo[int, int], key int) int) func(int) {
	return func(i int) {
		m := NewMemo(func(n int) int { return n * n })
		sum := 0
		for n := 0; n < 4; n++ {
			sum += get(m, i+n/2)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: squares((*Memo[int, int]).Get),
		Fixed:    squares((*Memo[int, int]).GetInTwo),
	})
}
