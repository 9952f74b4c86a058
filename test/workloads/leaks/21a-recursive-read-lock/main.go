// Command catalog renders a list of goods under a read lock, and each line takes the read lock again for its price. A price
// change that comes between the two stops both.
package main

import (
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type catalog struct {
	mu     sync.RWMutex
	names  []string
	prices map[string]int
}

func (c *catalog) price(name string) int {
	c.mu.RLock() // leak 21
	defer c.mu.RUnlock()
	return c.prices[name]
}

func (c *catalog) render() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var page strings.Builder
	for _, name := range c.names {
		time.Sleep(2 * time.Millisecond)
		page.WriteString(strings.Repeat(name, c.price(name)%3))
	}
	return page.String()
}

func (c *catalog) renderCopy() string {
	c.mu.RLock()
	names := append([]string(nil), c.names...)
	c.mu.RUnlock()
	var page strings.Builder
	for _, name := range names {
		time.Sleep(2 * time.Millisecond)
		page.WriteString(strings.Repeat(name, c.price(name)%3))
	}
	return page.String()
}

func (c *catalog) change(name string, cents int) {
	c.mu.Lock() // leak 21
	defer c.mu.Unlock()
	c.prices[name] = cents
}

func visit(render func(*catalog) string) func(int) {
	return func(i int) {
		c := &catalog{names: []string{"lamp", "desk", "chair"}, prices: map[string]int{}}
		go func() {
			time.Sleep(time.Millisecond)
			c.change("lamp", 100+i)
		}()
		_ = render(c)
	}
}

func main() {
	harness.Main(harness.Program{Incident: visit((*catalog).render), Fixed: visit((*catalog).renderCopy)})
}
