// Package harness runs one program of the zoo as a process of its own: it makes the incidents a program declares happen
// beside ordinary work, and writes what the process shows of itself at several moments.
//
// Flags: -variant leak|fixed (leaks) or idle|load (healthy), -style once|burst|steady, -out DIR, -moments N, -every D, -warm D,
// -leakprofile, -memstats. The process ends by itself with status 0.
package harness

import (
	"flag"
	"fmt"
	"os"
	"time"

	"example.com/workloads/harness/app"
)

// Program is one leak and its fixed twin.
type Program struct {
	// Setup makes what incidents share: servers, pools, globals. Optional.
	Setup func()
	// Incident is one occurrence of the bug, as a request handler would cause it. Each runs in a goroutine of its own.
	Incident func(i int)
	// Fixed is the same work without the bug.
	Fixed func(i int)
	// Burst is how many incidents the style "burst" has; 0 means 30.
	Burst int
}

// steadyPause lies between two incidents of the style "steady".
const steadyPause = 100 * time.Millisecond

// held is what the process holds as long as it lives, as a service holds its state: what waits for it is no leak.
var held []any

// Keep makes the process hold things until it ends: the pools, links and channels of a healthy service that its code still wants.
func Keep(things ...any) { held = append(held, things...) }

type options struct {
	variant, style, out string
	moments             int
	every, warm         time.Duration
	leakProfile         bool
	memStats            bool
}

func parse(variant string) options {
	var o options
	flag.StringVar(&o.variant, "variant", variant, "leak or fixed; for healthy services idle or load")
	flag.StringVar(&o.style, "style", "burst", "once, burst or steady: how often the incident happens")
	flag.StringVar(&o.out, "out", "", "directory for the captures; needed")
	flag.IntVar(&o.moments, "moments", 3, "how many times captures are taken")
	flag.DurationVar(&o.every, "every", time.Second, "time from one moment to the next")
	flag.DurationVar(&o.warm, "warm", time.Second, "time from the start of the work to the first moment")
	flag.BoolVar(&o.leakProfile, "leakprofile", false, "one moment only, and after it the runtime's own leak profile where it exists")
	flag.BoolVar(&o.memStats, "memstats", false, "write runtime.MemStats as JSON at each moment")
	flag.Parse()
	if o.out == "" {
		fail("-out is needed")
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		fail(err)
	}
	if o.leakProfile {
		o.moments = 1
	}
	return o
}

// Main runs a leak or its twin; it does not return.
func Main(p Program) {
	o := parse("leak")
	work := p.Incident
	switch o.variant {
	case "leak":
	case "fixed":
		work = p.Fixed
	default:
		fail("-variant is leak or fixed, not " + o.variant)
	}
	Keep(p)
	app.Start()
	if p.Setup != nil {
		p.Setup()
	}
	burst := p.Burst
	if burst == 0 {
		burst = 30
	}
	switch o.style {
	case "once":
		go work(0)
	case "burst":
		// Over the first part of the warm-up, so that every incident has become what it will be at the first moment.
		go spread(work, burst, o.warm*6/10/time.Duration(burst))
	case "steady":
		go spread(work, -1, steadyPause)
	default:
		fail("-style is once, burst or steady, not " + o.style)
	}
	record(o)
	os.Exit(0)
}

// Serve runs a healthy service; it does not return. start comes back when the service is up; with load, clients keep it
// busy until the process ends.
func Serve(start func(load bool)) {
	o := parse("idle")
	if o.variant != "idle" && o.variant != "load" {
		fail("-variant is idle or load, not " + o.variant)
	}
	app.Start()
	start(o.variant == "load")
	record(o)
	os.Exit(0)
}

// spread starts count incidents, one each pause; without end when count is negative.
func spread(work func(i int), count int, pause time.Duration) {
	for i := 0; i != count; i++ {
		go work(i)
		time.Sleep(pause)
	}
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(2)
}
