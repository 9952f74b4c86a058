// A routing table that everybody reads and one writer replaces twenty times a second, slowly.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type route struct{ next string }

type table struct {
	mu     sync.RWMutex
	routes map[string]route
}

func (t *table) lookup(prefix string) (route, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	r, ok := t.routes[prefix]
	return r, ok
}

func (t *table) scan(match func(string) bool) (n int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for prefix := range t.routes {
		if match(prefix) {
			n++
		}
	}
	time.Sleep(time.Millisecond)
	return n
}

func (t *table) replace(routes map[string]route) {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.Sleep(4 * time.Millisecond)
	t.routes = routes
}

func build(version int) map[string]route {
	routes := make(map[string]route, 64)
	for i := 0; i < 64; i++ {
		routes[fmt.Sprintf("10.%d.0.0/16", i)] = route{fmt.Sprint("gw", version%4)}
	}
	return routes
}

func learn(t *table, every time.Duration) {
	for version := 0; ; version++ {
		t.replace(build(version))
		time.Sleep(every)
	}
}

func main() {
	harness.Serve(func(load bool) {
		t := &table{routes: build(0)}
		if !load {
			go learn(t, time.Minute)
			return
		}
		go learn(t, 50*time.Millisecond)
		go learn(t, 70*time.Millisecond)
		for i := 0; i < 150; i++ {
			go func() {
				for {
					t.lookup("10.7.0.0/16")
					time.Sleep(time.Millisecond)
				}
			}()
			if i%5 == 0 {
				go func() {
					for {
						t.scan(func(p string) bool { return len(p) > 10 })
					}
				}()
			}
		}
	})
}
