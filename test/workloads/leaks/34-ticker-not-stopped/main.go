//go:build !go1.27

// A fleet view that makes a ticker for every vehicle of a page and stops none. With the timers of before Go 1.23, which a
// module that says "go 1.22" still gets up to Go 1.26, they are never collected.
// moments 6
package main

import (
	"time"

	"example.com/workloads/harness"
)

type vehicle struct {
	id     int
	report *time.Ticker
	stale  bool
}

func newVehicle(id int) *vehicle {
	return &vehicle{id: id, report: time.NewTicker(time.Hour)} // leak-heap 34
}

func (v *vehicle) poll() {
	select {
	case <-v.report.C:
		v.stale = true
	default:
	}
}

func (v *vehicle) remove() { v.report.Stop() }

// fleet is how many vehicles a page shows; it is loaded anew ten times a second for five seconds.
const (
	fleet   = 100
	reloads = 50
)

func page(load func(id int) *vehicle, done func(*vehicle)) (stale int) {
	for n := 0; n < reloads; n++ {
		for id := 0; id < fleet; id++ {
			v := load(id)
			v.poll()
			if v.stale {
				stale++
			}
			done(v)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return stale
}

func show(int) { page(newVehicle, func(*vehicle) {}) }

func showAndStop(int) { page(newVehicle, (*vehicle).remove) }

func main() { harness.Main(harness.Program{Incident: show, Fixed: showAndStop}) }
