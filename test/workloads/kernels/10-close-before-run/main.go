// Command 10-close-before-run closes a database whose background loop was never started: its done channel is closed by nobody.
package main

import "example.com/workloads/harness/bare"

type db struct {
	stopc, donec chan struct{}
}

func (d *db) run() {
	defer close(d.donec)
	<-d.stopc
}

func open(readOnly bool) *db {
	d := &db{stopc: make(chan struct{}), donec: make(chan struct{})}
	if !readOnly {
		go d.run()
	}
	return d
}

func (d *db) close() {
	close(d.stopc)
	<-d.donec // leak 10
}

func main() {
	bare.Main(func(fixed bool) {
		d := open(!fixed)
		go d.close()
	})
}
