// Command 31-flight-leader-stuck joins lookups of a key; the leader waits for an answer that was dropped.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type call struct {
	wg    sync.WaitGroup
	value string
}

type group struct {
	mu    sync.Mutex
	calls map[string]*call
}

func (g *group) do(key string, fn func() string) string {
	g.mu.Lock()
	if c, ok := g.calls[key]; ok {
		g.mu.Unlock()
		c.wg.Wait() // leak 31, 25
		return c.value
	}
	c := &call{}
	c.wg.Add(1)
	g.calls[key] = c
	g.mu.Unlock()
	c.value = fn() // leak 31, 10, 4, 1
	c.wg.Done()
	return c.value
}

func main() {
	bare.Main(func(fixed bool) {
		g := &group{calls: map[string]*call{}}
		answers := make(chan string, 1)
		lookup := func() string {
			return <-answers // leak 31, 10, 4, 1
		}
		for i := 0; i < 3; i++ {
			go g.do("user:1", lookup)
		}
		time.Sleep(5 * time.Millisecond)
		if fixed {
			answers <- "ann"
		}
	})
}
