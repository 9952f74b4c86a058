// Command 20-reload-and-scrape reloads pools under the manager's lock and then theirs; a scrape reports to the manager under its pool's.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type manager struct {
	mu    sync.Mutex
	pools []*pool
	seen  int
}

type pool struct {
	mu      sync.Mutex
	manager *manager
	targets int
}

func (m *manager) reload() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.pools {
		time.Sleep(time.Millisecond)
		p.sync()
	}
}

func (p *pool) sync() {
	p.mu.Lock() // leak 20
	defer p.mu.Unlock()
	p.targets++
}

func (p *pool) scrape(fixed bool) {
	p.mu.Lock()
	found := p.targets
	if fixed {
		p.mu.Unlock()
		p.manager.report(found)
		return
	}
	defer p.mu.Unlock()
	time.Sleep(2 * time.Millisecond)
	p.manager.report(found)
}

func (m *manager) report(found int) {
	m.mu.Lock() // leak 20
	defer m.mu.Unlock()
	m.seen += found
}

func main() {
	bare.Main(func(fixed bool) {
		m := &manager{}
		m.pools = []*pool{{manager: m}}
		go m.pools[0].scrape(fixed)
		go m.reload()
	})
}
