// Command 20-client-and-account locks a client and its account in one order when a client leaves, in the other when the account does.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type account struct {
	mu      sync.Mutex
	clients map[*client]bool
}

type client struct {
	mu     sync.Mutex
	acc    *account
	closed bool
}

func (c *client) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	c.acc.remove(c)
	c.closed = true
}

func (a *account) remove(c *client) {
	a.mu.Lock() // leak 20
	defer a.mu.Unlock()
	delete(a.clients, c)
}

func (a *account) expire() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for c := range a.clients {
		time.Sleep(10 * time.Millisecond)
		c.mark()
	}
}

func (c *client) mark() {
	c.mu.Lock() // leak 20
	defer c.mu.Unlock()
	c.closed = true
}

func main() {
	bare.Main(func(fixed bool) {
		a := &account{clients: map[*client]bool{}}
		c := &client{acc: a}
		a.clients[c] = true
		if fixed {
			c.close()
			a.expire()
			return
		}
		go c.close()
		go a.expire()
	})
}
