// A node of a cluster: it renews its lease, watches the leader and heartbeats its peers; most of the time all of this waits.
package main

import (
	"context"
	"fmt"
	"math/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type lease struct {
	mu      sync.Mutex
	holder  string
	expires time.Time
}

func (l *lease) tryAcquire(name string, ttl time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder != name && time.Now().Before(l.expires) {
		return false
	}
	l.holder, l.expires = name, time.Now().Add(ttl)
	return true
}

type node struct {
	name     string
	lease    *lease
	ttl      time.Duration
	elected  chan struct{}
	appended chan int
}

func startNode(ctx context.Context, name string, l *lease, ttl time.Duration, peers int) *node {
	n := &node{name: name, lease: l, ttl: ttl, elected: make(chan struct{}), appended: make(chan int)}
	go n.renew(ctx)
	go n.lead(ctx)
	for peer := 0; peer < peers; peer++ {
		go n.heartbeat(ctx, peer)
	}
	return n
}

func (n *node) renew(ctx context.Context) {
	once := sync.Once{}
	for {
		if n.lease.tryAcquire(n.name, n.ttl) {
			once.Do(func() { close(n.elected) })
		}
		jitter := time.Duration(rand.Int63n(int64(n.ttl) / 10))
		select {
		case <-time.After(n.ttl/2 + jitter):
		case <-ctx.Done():
			return
		}
	}
}

func (n *node) lead(ctx context.Context) {
	select {
	case <-n.elected: // followers wait here for as long as somebody else leads
	case <-ctx.Done():
		return
	}
	for entry := 0; ; {
		select {
		case entry = <-n.appended:
		case <-time.After(n.ttl):
			entry++
		case <-ctx.Done():
			return
		}
	}
}

func (n *node) heartbeat(ctx context.Context, _ int) {
	tick := time.NewTicker(n.ttl / 3)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		ttl := time.Minute
		if load {
			ttl = 60 * time.Millisecond
		}
		l := &lease{}
		for i := 0; i < 5; i++ {
			startNode(context.Background(), fmt.Sprint("node-", i), l, ttl, 4)
		}
	})
}
