// Command routes replaces its table under the write lock and logs what it did with a method that reads under the read lock.
package main

import (
	"fmt"
	"sync"

	"example.com/workloads/harness"
)

type route struct{ prefix, target string }

type table struct {
	sync.RWMutex
	routes  []route
	history []string
}

// Lookup gives the target of the longest prefix.
func (t *table) Lookup(path string) string {
	t.RLock()
	defer t.RUnlock()
	return t.longest(path)
}

func (t *table) longest(path string) string {
	best := route{}
	for _, r := range t.routes {
		if len(r.prefix) > len(best.prefix) && len(path) >= len(r.prefix) && path[:len(r.prefix)] == r.prefix {
			best = r
		}
	}
	return best.target
}

// String is what logs show.
func (t *table) String() string {
	t.RLock() // leak 18
	defer t.RUnlock()
	return t.text()
}

func (t *table) text() string { return fmt.Sprint(len(t.routes), " routes") }

func (t *table) Replace(routes []route) {
	t.Lock()
	defer t.Unlock()
	t.routes = routes
	t.history = append(t.history, fmt.Sprintf("now %v", t))
}

func (t *table) ReplaceUnlocked(routes []route) {
	t.Lock()
	defer t.Unlock()
	t.routes = routes
	t.history = append(t.history, "now "+t.text())
}

func reload(replace func(*table, []route)) func(int) {
	return func(i int) {
		t := &table{}
		_ = t.Lookup("/")
		replace(t, []route{{"/", "web"}, {"/api", fmt.Sprint("api-", i)}})
		_ = t.Lookup("/api/v1")
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: reload((*table).Replace),
		Fixed:    reload((*table).ReplaceUnlocked),
	})
}
