// Command orders reports each order to metrics. Where metrics are off the channel was never made, and the order's goroutine
// stands at the send.
package main

import (
	"fmt"
	"sync/atomic"

	"example.com/workloads/harness"
)

type sample struct {
	name  string
	value float64
}

type metrics struct {
	samples chan sample
	sum     atomic.Int64
}

func newMetrics(enabled bool) *metrics {
	m := &metrics{}
	if enabled {
		m.samples = make(chan sample, 64)
		go m.drain()
	}
	return m
}

func (m *metrics) drain() {
	for s := range m.samples {
		m.sum.Add(int64(s.value))
	}
}

func (m *metrics) record(name string, value float64) {
	m.samples <- sample{name, value} // leak 8
}

func (m *metrics) recordIfOn(name string, value float64) {
	if m.samples != nil {
		m.record(name, value)
	}
}

type order struct{ id, cents int }

type shop struct {
	record func(name string, value float64)
	placed atomic.Int64
}

func (s *shop) place(o order) {
	s.placed.Add(1)
	s.record(fmt.Sprintf("order.%d", o.id%10), float64(o.cents))
}

func main() {
	on, off := newMetrics(true), newMetrics(false)
	place := func(shops ...*shop) func(int) {
		return func(i int) {
			for _, s := range shops {
				s.place(order{id: i, cents: 100 * i})
			}
		}
	}
	harness.Main(harness.Program{
		Incident: place(&shop{record: on.record}, &shop{record: off.record}),
		Fixed:    place(&shop{record: on.record}, &shop{record: off.recordIfOn}),
	})
}
