// An ingest that pushes back: hundreds of producers wait to hand over, each for a moment, because one writer sets the pace.
package main

import (
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type record struct {
	source int
	at     time.Time
}

type writer struct {
	in      chan record
	written atomic.Int64
}

func newWriter() *writer {
	w := &writer{in: make(chan record, 32)}
	go w.loop()
	return w
}

func (w *writer) loop() {
	for range w.in {
		time.Sleep(500 * time.Microsecond)
		w.written.Add(1)
	}
}

// Accept waits until the writer has room.
func (w *writer) Accept(r record) { w.in <- r }

type upload struct {
	w    *writer
	from int
}

func (u upload) run(records int) {
	for i := 0; i < records; i++ {
		u.w.Accept(record{source: u.from, at: time.Now()})
	}
}

func main() {
	harness.Serve(func(load bool) {
		w := newWriter()
		harness.Keep(w)
		upload{w, 0}.run(3)
		if !load {
			return
		}
		// 300 that stay and hand over again and again …
		for i := 0; i < 300; i++ {
			go upload{w, i}.run(1 << 30)
		}
		// … and short ones that come and go: one record each.
		go func() {
			for i := 0; ; i++ {
				go upload{w, i}.run(1)
				time.Sleep(4 * time.Millisecond)
			}
		}()
	})
}
