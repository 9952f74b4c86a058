// Command relay closes a peer when its context ends. The context is made from Background and its cancel kept in a table that
// forgets the peer without calling it.
package main

import (
	"context"
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type peer struct {
	id     int
	cancel context.CancelFunc
	open   atomic.Bool
}

type relay struct {
	mu    sync.Mutex
	peers map[int]*peer
}

func (r *relay) attach(id int) *peer {
	ctx, cancel := context.WithCancel(context.Background())
	p := &peer{id: id, cancel: cancel}
	p.open.Store(true)
	go closeWith(ctx, p)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.peers[id] = p
	return p
}

func closeWith(ctx context.Context, p *peer) {
	<-ctx.Done() // leak 11
	p.open.Store(false)
}

func (r *relay) forget(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.peers, id)
}

func (r *relay) detach(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.peers[id].cancel()
	delete(r.peers, id)
}

func main() {
	r := &relay{peers: map[int]*peer{}}
	harness.Main(harness.Program{
		Incident: func(i int) {
			r.attach(i)
			r.forget(i)
		},
		Fixed: func(i int) {
			r.attach(i)
			r.detach(i)
		},
	})
}
