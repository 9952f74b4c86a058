// A metrics aggregator: it collects samples for a while, rolls them up and lets them go, so its heap looks like a saw.
// moments 6
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type sample struct {
	name   string
	values [60]float64
}

type aggregator struct {
	mu      sync.Mutex
	window  []*sample
	history map[string]float64
}

func (a *aggregator) add(name string, value float64) {
	s := &sample{name: name}
	s.values[0] = value
	a.mu.Lock()
	a.window = append(a.window, s)
	a.mu.Unlock()
}

func (a *aggregator) rollUp(every time.Duration) {
	for range time.Tick(every) {
		a.mu.Lock()
		window := a.window
		a.window = nil
		for _, s := range window {
			a.history[s.name] += s.values[0]
		}
		a.mu.Unlock()
	}
}

func agent(a *aggregator, name string) {
	for i := 0; ; i++ {
		for j := 0; j < 10; j++ {
			a.add(name, float64(i))
		}
		time.Sleep(4 * time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		a := &aggregator{history: map[string]float64{}}
		go a.rollUp(2500 * time.Millisecond)
		a.add("boot", 1)
		for _, name := range []string{"cpu", "disk", "net", "mem", "swap"} {
			if load {
				go agent(a, name)
			}
		}
	})
}
