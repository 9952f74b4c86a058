// Command ticker shows share prices. A viewer that goes does not cancel its subscription, whose goroutine takes prices for
// nobody from then on.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type price struct {
	symbol string
	cents  int64
}

type broker struct {
	mu   sync.RWMutex
	subs map[*subscription]struct{}
}

type subscription struct {
	broker *broker
	prices chan price
}

func (b *broker) subscribe() *subscription {
	s := &subscription{b, make(chan price, 4)}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs[s] = struct{}{}
	return s
}

func (s *subscription) cancel() {
	s.broker.mu.Lock()
	defer s.broker.mu.Unlock()
	delete(s.broker.subs, s)
	close(s.prices)
}

func (b *broker) publish(p price) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for s := range b.subs {
		select {
		case s.prices <- p:
		default:
		}
	}
}

func (b *broker) quotes() {
	for cents := int64(100); ; cents++ {
		b.publish(price{"ACME", cents})
		time.Sleep(150 * time.Millisecond)
	}
}

type viewer struct{ last atomic.Int64 }

func (v *viewer) follow(s *subscription) {
	for p := range s.prices { // leak 16
		v.last.Store(p.cents)
	}
}

func main() {
	exchange := &broker{subs: map[*subscription]struct{}{}}
	harness.Main(harness.Program{
		Setup: func() { go exchange.quotes() },
		Incident: func(int) {
			go new(viewer).follow(exchange.subscribe())
			time.Sleep(5 * time.Millisecond)
		},
		Fixed: func(int) {
			s := exchange.subscribe()
			defer s.cancel()
			go new(viewer).follow(s)
			time.Sleep(5 * time.Millisecond)
		},
	})
}
