// Command shared opens one client for all requests when the first needs it. Opening it registers a health check, which needs
// the client; whoever comes later waits with it.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type client struct{ healthy bool }

func (c *client) ping() bool {
	c.healthy = true
	return c.healthy
}

type health struct {
	mu     sync.Mutex
	checks []func() bool
}

// register adds a check and runs it, so that a wrong one is seen at start.
func (h *health) register(check func() bool) {
	h.mu.Lock()
	h.checks = append(h.checks, check)
	h.mu.Unlock()
	check()
}

type clients struct {
	open   sync.Once
	client *client
	health health
}

func (c *clients) get() *client {
	c.open.Do(func() { // leak 29
		time.Sleep(time.Millisecond)
		c.health.register(c.check)
		c.client = &client{}
	})
	return c.client
}

func (c *clients) check() bool {
	c.open.Do(c.dial) // leak 29
	return c.client.ping()
}

func (c *clients) dial() { c.client = &client{} }

func (c *clients) getAndRegister() *client {
	c.open.Do(func() {
		time.Sleep(time.Millisecond)
		c.dial()
		c.health.register(c.client.ping)
	})
	return c.client
}

func main() {
	stuck, sound := &clients{}, &clients{}
	harness.Main(harness.Program{
		Incident: func(int) { stuck.get().ping() },
		Fixed:    func(int) { _ = sound.getAndRegister() },
	})
}
