// An event bus: subscribers with bounded queues, some of them slow; one kind drops, the other makes publishers wait.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

// Bus hands every event to every subscriber of its topic.
type Bus[E any] struct {
	mu      sync.RWMutex
	topics  map[string][]*Subscription[E]
	dropped atomic.Int64
}

// Subscription is one subscriber's queue.
type Subscription[E any] struct {
	queue chan E
	drop  bool
}

// Subscribe starts a consumer.
func (b *Bus[E]) Subscribe(topic string, size int, drop bool, consume func(E)) {
	s := &Subscription[E]{queue: make(chan E, size), drop: drop}
	b.mu.Lock()
	b.topics[topic] = append(b.topics[topic], s)
	b.mu.Unlock()
	go func() {
		for event := range s.queue {
			consume(event)
		}
	}()
}

// Publish waits for the subscribers that want every event.
func (b *Bus[E]) Publish(topic string, event E) {
	b.mu.RLock()
	subscribers := b.topics[topic]
	b.mu.RUnlock()
	for _, s := range subscribers {
		if !s.drop {
			s.queue <- event
			continue
		}
		select {
		case s.queue <- event:
		default:
			b.dropped.Add(1)
		}
	}
}

type order struct{ id int }

func main() {
	harness.Serve(func(load bool) {
		bus := &Bus[order]{topics: map[string][]*Subscription[order]{}}
		harness.Keep(bus)
		for i := 0; i < 10; i++ {
			bus.Subscribe("placed", 16, true, func(order) { time.Sleep(30 * time.Millisecond) })
			bus.Subscribe("paid", 4, false, func(order) { time.Sleep(5 * time.Millisecond) })
			bus.Subscribe("refunded", 1, false, func(order) {})
		}
		for i := 0; load && i < 6; i++ {
			go func() {
				for id := 0; ; id++ {
					bus.Publish("placed", order{id})
					bus.Publish("paid", order{id})
				}
			}()
		}
	})
}
