// Command 07-janitor-per-cache makes a cache for a report, and the cache a janitor that nobody stops.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type entry struct {
	value   string
	expires time.Time
}

type cache struct {
	mu      sync.Mutex
	entries map[string]entry
	stop    chan struct{}
}

func newCache(interval time.Duration) *cache {
	c := &cache{entries: map[string]entry{}, stop: make(chan struct{})}
	go c.expire(interval)
	return c
}

func (c *cache) expire(interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select { // leak 7, 32, 34
		case <-tick.C:
			c.mu.Lock()
			for key, e := range c.entries {
				if time.Now().After(e.expires) {
					delete(c.entries, key)
				}
			}
			c.mu.Unlock()
		case <-c.stop:
			return
		}
	}
}

func (c *cache) put(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[key] = entry{value, time.Now().Add(time.Minute)}
}

func report(names []string, fixed bool) int {
	c := newCache(time.Minute)
	if fixed {
		defer close(c.stop)
	}
	for _, name := range names {
		c.put(name, name)
	}
	return len(c.entries)
}

func main() {
	bare.Main(func(fixed bool) { report([]string{"a", "b"}, fixed) })
}
