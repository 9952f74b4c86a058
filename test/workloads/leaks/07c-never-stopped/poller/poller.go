// Package poller asks a source for changes and tells those who wait for them.
package poller

import (
	"sync"
	"sync/atomic"
)

// Source is asked for its version.
type Source interface {
	Version() int64
}

// Poller hands the version of a source to whoever asks, one after another.
type Poller struct {
	source  Source
	queries chan chan<- int64
	done    chan struct{}
	closing sync.Once
	asked   atomic.Int64
}

// Start begins to answer. The poller must be closed.
func Start(source Source) *Poller {
	p := &Poller{source: source, queries: make(chan chan<- int64), done: make(chan struct{})}
	go p.loop()
	return p
}

func (p *Poller) loop() {
	for {
		if !p.answer() {
			return
		}
		p.asked.Add(1)
	}
}

func (p *Poller) answer() bool {
	select { // leak 7
	case to := <-p.queries:
		to <- p.source.Version()
		return true
	case <-p.done:
		return false
	}
}

// Version asks the source.
func (p *Poller) Version() int64 {
	to := make(chan int64, 1)
	p.queries <- to
	return <-to
}

// Close ends the poller; it may be closed twice.
func (p *Poller) Close() {
	p.closing.Do(func() { close(p.done) })
}
