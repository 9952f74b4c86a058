// Command barrier lets the parts of a job wait for its configuration. Setting it wakes one part instead of all.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type config struct{ batch int }

type holder struct {
	sync.Mutex
	changed *sync.Cond
	current *config
}

func newHolder() *holder {
	h := &holder{}
	h.changed = sync.NewCond(h)
	return h
}

func (h *holder) get() *config {
	h.Lock()
	defer h.Unlock()
	for h.current == nil {
		h.changed.Wait() // leak 28
	}
	return h.current
}

func (h *holder) set(c *config) {
	h.Lock()
	defer h.Unlock()
	h.current = c
	h.changed.Signal()
}

func (h *holder) setForAll(c *config) {
	h.Lock()
	defer h.Unlock()
	h.current = c
	h.changed.Broadcast()
}

var rows atomic.Int64

func job(set func(*holder, *config)) func(int) {
	return func(i int) {
		h := newHolder()
		for part := 0; part < 4; part++ {
			go func() { rows.Add(int64(h.get().batch * part)) }()
		}
		time.Sleep(3 * time.Millisecond)
		set(h, &config{batch: 10 + i})
	}
}

func main() {
	harness.Main(harness.Program{Incident: job((*holder).set), Fixed: job((*holder).setForAll), Burst: 15})
}
