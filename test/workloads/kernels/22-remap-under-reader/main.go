// Command 22-remap-under-reader is a memory-mapped store that must map more while the same goroutine reads.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type db struct {
	mmaplock sync.RWMutex
	size     int
}

func (d *db) begin() func() {
	d.mmaplock.RLock()
	return d.mmaplock.RUnlock
}

func (d *db) allocate(pages int) {
	if pages > d.size {
		d.remap(pages)
	}
}

func (d *db) remap(pages int) {
	d.mmaplock.Lock() // leak 22
	defer d.mmaplock.Unlock()
	d.size = pages
}

func main() {
	bare.Main(func(fixed bool) {
		d := &db{size: 4}
		end := d.begin()
		if fixed {
			end()
			d.allocate(8)
			return
		}
		d.allocate(8)
		end()
	})
}
