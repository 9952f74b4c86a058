// Command 25-load-panics joins loads of a key; one that panics is recovered by its caller and wakes none of those who wait for it.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type call struct {
	done  sync.WaitGroup
	value string
}

type group struct {
	mu    sync.Mutex
	calls map[string]*call
}

func (g *group) do(key string, load func() string, fixed bool) string {
	g.mu.Lock()
	if c, ok := g.calls[key]; ok {
		g.mu.Unlock()
		c.done.Wait() // leak 31, 25
		return c.value
	}
	c := &call{}
	c.done.Add(1)
	g.calls[key] = c
	g.mu.Unlock()
	if fixed {
		defer c.done.Done()
		c.value = load()
		return c.value
	}
	c.value = load()
	c.done.Done()
	return c.value
}

func page(g *group, fixed bool) {
	defer func() { _ = recover() }()
	g.do("home", func() string {
		time.Sleep(2 * time.Millisecond)
		panic("template")
	}, fixed)
}

func main() {
	bare.Main(func(fixed bool) {
		g := &group{calls: map[string]*call{}}
		for i := 0; i < 3; i++ {
			go page(g, fixed)
		}
	})
}
