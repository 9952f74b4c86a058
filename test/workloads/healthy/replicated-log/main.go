// A replicated log: one goroutine owns the state and ticks, proposals wait for the entry they made to be applied, followers are
// sent to by one goroutine each.
package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type entry struct {
	id   uint64
	data string
}

// waiters tells each proposal of its entry.
type waiters struct {
	mu sync.Mutex
	by map[uint64]chan error
}

func (w *waiters) register(id uint64) <-chan error {
	c := make(chan error, 1)
	w.mu.Lock()
	w.by[id] = c
	w.mu.Unlock()
	return c
}

func (w *waiters) trigger(id uint64, err error) {
	w.mu.Lock()
	c := w.by[id]
	delete(w.by, id)
	w.mu.Unlock()
	if c != nil {
		c <- err
	}
}

type peer struct {
	out   chan entry
	acked chan uint64
}

func (p *peer) stream(latency time.Duration) {
	for e := range p.out {
		time.Sleep(latency)
		p.acked <- e.id
	}
}

type node struct {
	propc   chan entry
	applyc  chan []entry
	acked   chan uint64
	stopc   chan struct{}
	waiting waiters
	peers   []*peer
	next    atomic.Uint64
	applied atomic.Uint64
}

func start(followers int) *node {
	n := &node{
		propc: make(chan entry), applyc: make(chan []entry), acked: make(chan uint64, 64), stopc: make(chan struct{}),
		waiting: waiters{by: map[uint64]chan error{}},
	}
	for i := 0; i < followers; i++ {
		p := &peer{make(chan entry, 256), n.acked}
		n.peers = append(n.peers, p)
		go p.stream(time.Duration(i+1) * time.Millisecond)
	}
	go n.run()
	go n.apply()
	return n
}

func (n *node) run() {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	acks := map[uint64]int{}
	log := map[uint64]entry{}
	for {
		select {
		case <-tick.C:
		case e := <-n.propc:
			log[e.id] = e
			for _, p := range n.peers {
				p.out <- e
			}
		case id := <-n.acked:
			if acks[id]++; acks[id] == len(n.peers)/2+1 {
				n.applyc <- []entry{log[id]}
			} else if acks[id] == len(n.peers) {
				delete(acks, id)
				delete(log, id)
			}
		case <-n.stopc:
			return
		}
	}
}

func (n *node) apply() {
	for entries := range n.applyc {
		for _, e := range entries {
			n.applied.Add(1)
			n.waiting.trigger(e.id, nil)
		}
	}
}

// Propose comes back when the entry is applied.
func (n *node) Propose(ctx context.Context, data string) error {
	id := n.next.Add(1)
	done := n.waiting.register(id)
	select {
	case n.propc <- entry{id, data}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		n.waiting.trigger(id, ctx.Err())
		return ctx.Err()
	}
}

func main() {
	harness.Serve(func(load bool) {
		n := start(4)
		harness.Keep(n)
		_ = n.Propose(context.Background(), "boot")
		for i := 0; load && i < 30; i++ {
			go func() {
				for {
					ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
					_ = n.Propose(ctx, "set")
					cancel()
				}
			}()
		}
	})
}
