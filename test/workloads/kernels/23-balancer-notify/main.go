// Command 23-balancer-notify tells watchers of new addresses under the balancer's lock; the watcher needs the lock to go on.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type balancer struct {
	mu       sync.Mutex
	addrs    []string
	notify   chan []string
	unlocked bool
}

func (b *balancer) update(addr string) {
	b.mu.Lock()
	b.addrs = append(b.addrs, addr)
	addrs := append([]string(nil), b.addrs...)
	if b.unlocked {
		b.mu.Unlock()
		b.notify <- addrs
		return
	}
	b.notify <- addrs // leak 23
	b.mu.Unlock()
}

func (b *balancer) up(addr string) bool {
	b.mu.Lock() // leak 23
	defer b.mu.Unlock()
	for _, one := range b.addrs {
		if one == addr {
			return true
		}
	}
	return false
}

func (b *balancer) watch(rounds int) {
	for i := 0; i < rounds; i++ {
		for _, addr := range <-b.notify {
			time.Sleep(5 * time.Millisecond)
			b.up(addr)
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		b := &balancer{notify: make(chan []string), unlocked: fixed}
		go b.watch(3)
		for _, addr := range []string{"10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"} {
			b.update(addr)
		}
	})
}
