// Command healthy-conn-pool hands two connections to eight callers, each of whom waits in line with a channel of their own.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type conn struct{ id int }

type pool struct {
	mu      sync.Mutex
	free    []*conn
	waiters []chan *conn
}

func (p *pool) get() *conn {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		return c
	}
	turn := make(chan *conn, 1)
	p.waiters = append(p.waiters, turn)
	p.mu.Unlock()
	return <-turn
}

func (p *pool) put(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiters) > 0 {
		p.waiters[0] <- c
		p.waiters = p.waiters[1:]
		return
	}
	p.free = append(p.free, c)
}

func main() {
	p := &pool{free: []*conn{{1}, {2}}}
	bare.Main(func(bool) {
		for i := 0; i < 8; i++ {
			go func() {
				for {
					c := p.get()
					time.Sleep(150 * time.Millisecond)
					p.put(c)
				}
			}()
		}
	})
}
