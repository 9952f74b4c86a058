// Command importer keeps a pool for each upload in a table by its id. Ids do not come again, and nothing takes pools out.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type line struct {
	number int
	text   string
	done   func()
}

type pool struct {
	lines chan line
	end   chan struct{}
}

type importer struct {
	pools sync.Map
	bytes atomic.Int64
}

func (m *importer) worker(p *pool) {
	for {
		select { // leak 13
		case l := <-p.lines:
			m.bytes.Add(int64(len(l.text)))
			l.done()
		case <-p.end:
			return
		}
	}
}

func (m *importer) poolOf(id string) *pool {
	if p, ok := m.pools.Load(id); ok {
		return p.(*pool)
	}
	p := &pool{make(chan line), make(chan struct{})}
	if other, loaded := m.pools.LoadOrStore(id, p); loaded {
		return other.(*pool)
	}
	for n := 0; n < 3; n++ {
		go m.worker(p)
	}
	return p
}

func (m *importer) remove(id string) {
	if p, ok := m.pools.LoadAndDelete(id); ok {
		close(p.(*pool).end)
	}
}

func (m *importer) upload(id string, lines int) {
	var left sync.WaitGroup
	for n := 0; n < lines; n++ {
		left.Add(1)
		m.poolOf(id).lines <- line{n, "a;b;c", left.Done}
	}
	left.Wait()
}

func main() {
	m := &importer{}
	harness.Main(harness.Program{
		Incident: func(i int) { m.upload(fmt.Sprintf("upload-%08x", i), 12) },
		Fixed: func(i int) {
			id := fmt.Sprintf("upload-%08x", i)
			defer m.remove(id)
			m.upload(id, 12)
		},
		Burst: 20,
	})
}
