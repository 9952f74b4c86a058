// A monitoring agent: each round asks all probes at once and takes what comes in time; late answers go into room that was left
// for them. Samples arrive by UDP, too, and are written in the background.
package main

import (
	"context"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type sample struct {
	probe string
	value float64
}

type probe func(context.Context) (sample, error)

type agent struct {
	probes  []probe
	samples chan sample
	mu      sync.Mutex
	last    map[string]float64
}

func (a *agent) round(timeout time.Duration) int {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	answers := make(chan sample, len(a.probes))
	for _, p := range a.probes {
		go func(p probe) {
			if s, err := p(ctx); err == nil {
				answers <- s
			}
		}(p)
	}
	for n := 0; n < len(a.probes); n++ {
		select {
		case s := <-answers:
			a.samples <- s
		case <-ctx.Done():
			return n
		}
	}
	return len(a.probes)
}

func (a *agent) store() {
	for s := range a.samples {
		a.mu.Lock()
		a.last[s.probe] = s.value
		a.mu.Unlock()
	}
}

func (a *agent) listen(conn net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		n, _, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		a.samples <- sample{"udp", float64(n)}
	}
}

func slow(d time.Duration) probe {
	return func(ctx context.Context) (sample, error) {
		select {
		case <-time.After(d):
			return sample{d.String(), d.Seconds()}, nil
		case <-ctx.Done():
			return sample{}, ctx.Err()
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		a := &agent{samples: make(chan sample, 8), last: map[string]float64{}}
		harness.Keep(a)
		for i := 1; i <= 20; i++ {
			a.probes = append(a.probes, slow(time.Duration(i)*2*time.Millisecond))
		}
		conn, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		go a.listen(conn)
		for i := 0; i < 2; i++ {
			go a.store()
		}
		every := time.Hour
		if load {
			every = 10 * time.Millisecond
		}
		go func() {
			for range time.Tick(every) {
				go a.round(30 * time.Millisecond)
			}
		}()
		a.round(100 * time.Millisecond)
	})
}
