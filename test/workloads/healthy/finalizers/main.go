// Handles that finalizers close when their owners forget to: they run quickly, and there is always another.
// moments 6
package main

import (
	"runtime"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type texture struct {
	pixels []byte
	id     int64
}

type driver struct {
	next, live atomic.Int64
	freed      chan int64
}

func newDriver() *driver {
	d := &driver{freed: make(chan int64, 64)}
	go d.collect()
	return d
}

func (d *driver) collect() {
	for range d.freed {
		d.live.Add(-1)
	}
}

func (d *driver) texture(size int) *texture {
	t := &texture{pixels: make([]byte, size*size), id: d.next.Add(1)}
	d.live.Add(1)
	runtime.SetFinalizer(t, func(gone *texture) {
		select {
		case d.freed <- gone.id:
		default:
			d.live.Add(-1)
		}
	})
	return t
}

func draw(d *driver) (sum int) {
	for i := 0; i < 20; i++ {
		t := d.texture(64)
		sum += len(t.pixels)
	}
	return sum
}

func main() {
	harness.Serve(func(load bool) {
		d := newDriver()
		harness.Keep(d)
		draw(d)
		for i := 0; load && i < 4; i++ {
			go func() {
				for {
					draw(d)
					time.Sleep(2 * time.Millisecond)
				}
			}()
		}
	})
}
