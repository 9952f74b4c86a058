// Command plugins activates plugins and waits for each within the loop, although the group counts all of them.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type plugin struct {
	name   string
	active atomic.Bool
}

func (p *plugin) activate() {
	time.Sleep(500 * time.Microsecond)
	p.active.Store(true)
}

type manager struct{ plugins []*plugin }

func (m *manager) start(group *sync.WaitGroup, p *plugin) {
	go func() {
		defer group.Done()
		p.activate()
	}()
}

func (m *manager) activateAll() {
	var group sync.WaitGroup
	group.Add(len(m.plugins))
	for _, p := range m.plugins {
		m.start(&group, p)
		group.Wait() // leak 25
	}
}

func (m *manager) activateAllThenWait() {
	var group sync.WaitGroup
	group.Add(len(m.plugins))
	for _, p := range m.plugins {
		m.start(&group, p)
	}
	group.Wait()
}

func newManager() *manager {
	return &manager{[]*plugin{{name: "network"}, {name: "volume"}, {name: "log"}}}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { newManager().activateAll() },
		Fixed:    func(int) { newManager().activateAllThenWait() },
	})
}
