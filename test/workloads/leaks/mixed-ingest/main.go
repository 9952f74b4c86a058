// Command ingest takes batches of events through a slow writer that holds its senders back. Two things leak: the timer loop of
// each batch, and the senders of dead letters since their writer has ended.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type event struct {
	id      int
	payload string
}

type sink struct {
	in      chan event
	written atomic.Int64
}

func (s *sink) write() {
	for e := range s.in {
		time.Sleep(300 * time.Microsecond)
		s.written.Add(int64(len(e.payload)))
	}
}

// produce keeps the sink busy: its senders wait, and move.
func (s *sink) produce(source int) {
	for id := 0; ; id++ {
		s.in <- event{id, fmt.Sprint("event of ", source)}
	}
}

type deadLetters struct {
	queue chan event
	quota int
}

var errQuota = errors.New("quota of dead letters is used up")

func (d *deadLetters) store(e event) error {
	if d.quota--; d.quota < 0 {
		return fmt.Errorf("event %d: %w", e.id, errQuota)
	}
	return nil
}

func (d *deadLetters) run(goOn bool) {
	for e := range d.queue {
		if err := d.store(e); err != nil && !goOn {
			fmt.Fprintln(os.Stderr, "dead letters end:", err)
			return
		}
	}
}

func (d *deadLetters) reject(e event) {
	d.queue <- e // leak 12
}

type batch struct {
	mu     sync.Mutex
	events []event
	closed chan struct{}
}

func newBatch() *batch {
	b := &batch{closed: make(chan struct{})}
	go b.flushEvery(120 * time.Millisecond)
	return b
}

func (b *batch) flushEvery(period time.Duration) {
	flush := time.NewTicker(period)
	defer flush.Stop()
	for {
		select { // leak 7
		case <-flush.C:
			b.take()
		case <-b.closed:
			return
		}
	}
}

func (b *batch) take() []event {
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events = nil
	return events
}

func (b *batch) add(e event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, e)
}

func request(d *deadLetters, end func(*batch)) func(int) {
	return func(i int) {
		b := newBatch()
		defer end(b)
		for n := 0; n < 8; n++ {
			b.add(event{id: i*8 + n})
		}
		for _, e := range b.take() {
			d.reject(e)
		}
	}
}

func main() {
	dying, lasting := &deadLetters{make(chan event), 5}, &deadLetters{make(chan event), 5}
	harness.Main(harness.Program{
		Setup: func() {
			s := &sink{in: make(chan event, 2)}
			go s.write()
			for source := 0; source < 12; source++ {
				go s.produce(source)
			}
			go dying.run(false)
			go lasting.run(true)
		},
		Incident: request(dying, func(*batch) {}),
		Fixed:    request(lasting, func(b *batch) { close(b.closed) }),
	})
}
