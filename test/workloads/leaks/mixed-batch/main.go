// Command prices asks twenty suppliers at once when a list of prices is made. The list takes the five cheapest and goes; the
// rest of the suppliers were born together, like a pool, and stay. A supplier that is unknown leaves the table locked.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type offer struct {
	supplier int
	cents    int
}

type list struct {
	offers chan offer
	best   []offer
}

type market struct {
	suppliers int
	room      int
	sound     bool
	mu        sync.Mutex
	rating    map[int]int
	asked     atomic.Int64
}

func newList(m *market, item string) *list {
	l := &list{offers: make(chan offer, m.room)}
	for n := 0; n < m.suppliers; n++ {
		go l.run(m, n, item)
	}
	return l
}

func (l *list) run(m *market, supplier int, item string) {
	m.asked.Add(1)
	time.Sleep(time.Duration(200+50*supplier) * time.Microsecond)
	l.offers <- offer{supplier, 100*supplier + len(item)} // leak 3
}

func (l *list) cheapest(n int) []offer {
	for len(l.best) < n {
		l.best = append(l.best, <-l.offers)
	}
	return l.best
}

func (m *market) rate(supplier, points int) error {
	m.mu.Lock() // leak 19
	old, known := m.rating[supplier]
	if !known {
		if m.sound {
			m.mu.Unlock()
		}
		return fmt.Errorf("supplier %d is unknown", supplier)
	}
	m.rating[supplier] = old + points
	m.mu.Unlock()
	return nil
}

func (m *market) ratings() int {
	m.mu.Lock() // leak 19
	defer m.mu.Unlock()
	return len(m.rating)
}

func newMarket(sound bool) *market {
	m := &market{suppliers: 20, sound: sound, rating: map[int]int{}}
	if sound {
		m.room = m.suppliers
	}
	for n := 0; n < m.suppliers; n++ {
		m.rating[n] = 0
	}
	return m
}

// stand is a pool of clerks that wait for customers, and is sound.
type stand struct{ customers chan func() }

func newStand(clerks int) *stand {
	s := &stand{make(chan func())}
	for n := 0; n < clerks; n++ {
		go s.run()
	}
	return s
}

func (s *stand) run() {
	for serve := range s.customers {
		serve()
	}
}

func visit(m *market, s *stand) func(int) {
	return func(i int) {
		s.customers <- func() { m.asked.Add(1) }
		best := newList(m, "lamp").cheapest(5)
		for _, o := range best {
			_ = m.rate(o.supplier, 1)
		}
		_ = m.rate(1000+i, 1)
		_ = m.ratings()
	}
}

func main() {
	s := newStand(20)
	leaky, sound := newMarket(false), newMarket(true)
	harness.Main(harness.Program{Incident: visit(leaky, s), Fixed: visit(sound, s), Burst: 8})
}
