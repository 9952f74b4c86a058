// Command dns caches addresses for all requests. Refreshing an expired entry upgrades the read lock; afterwards readers wait
// behind a writer that waits for itself.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type record struct {
	address string
	expires time.Time
}

type resolver struct {
	mu      sync.RWMutex
	records map[string]record
}

func newResolver() *resolver { return &resolver{records: map[string]record{}} }

func query(host string) record {
	time.Sleep(time.Millisecond)
	return record{"10.0.0.1", time.Now().Add(20 * time.Millisecond)}
}

func (r *resolver) refresh(host string) string {
	fresh := query(host)
	r.mu.Lock() // leak 22
	defer r.mu.Unlock()
	r.records[host] = fresh
	return fresh.address
}

func (r *resolver) resolve(host string) string {
	r.mu.RLock() // leak 22
	defer r.mu.RUnlock()
	found, ok := r.records[host]
	if !ok || time.Now().After(found.expires) {
		return r.refresh(host)
	}
	return found.address
}

func (r *resolver) cached(host string) (string, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	found, ok := r.records[host]
	return found.address, ok && time.Now().Before(found.expires)
}

func (r *resolver) resolveInTwo(host string) string {
	if address, ok := r.cached(host); ok {
		return address
	}
	return r.refresh(host)
}

func dial(r *resolver, resolve func(*resolver, string) string) func(int) {
	return func(i int) {
		for n := 0; n < 3; n++ {
			_ = resolve(r, fmt.Sprintf("host%d.example.com", (i+n)%5))
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: dial(newResolver(), (*resolver).resolve),
		Fixed:    dial(newResolver(), (*resolver).resolveInTwo),
	})
}
