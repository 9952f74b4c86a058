// Command registry fills itself once, which needs its lock, and those who hold the lock make sure that it is filled.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type codec struct{ name string }

type registry struct {
	mu     sync.Mutex
	filled sync.Once
	codecs map[string]codec
}

func newRegistry() *registry { return &registry{codecs: map[string]codec{}} }

func (r *registry) add(c codec) {
	r.mu.Lock() // leak 20
	defer r.mu.Unlock()
	r.codecs[c.name] = c
}

// fill reads the codecs from disk and adds them.
func (r *registry) fill() {
	time.Sleep(2 * time.Millisecond)
	for _, name := range []string{"gzip", "zstd"} {
		r.add(codec{name})
	}
}

func (r *registry) names() int {
	r.filled.Do(r.fill)
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.codecs)
}

func (r *registry) lookup(name string) codec {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.filled.Do(r.fill) // leak 20
	return r.codecs[name]
}

func (r *registry) lookupFilled(name string) codec {
	r.filled.Do(r.fill)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.codecs[name]
}

func request(lookup func(*registry, string) codec) func(int) {
	return func(int) {
		r := newRegistry()
		go func() { _ = r.names() }()
		time.Sleep(time.Millisecond)
		_ = lookup(r, "gzip")
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: request((*registry).lookup),
		Fixed:    request((*registry).lookupFilled),
	})
}
