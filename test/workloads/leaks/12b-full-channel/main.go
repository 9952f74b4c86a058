// Command crawler limits its fetches by tokens in a channel. A fetch that fails keeps its token.
package main

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type limiter chan struct{}

func (l limiter) enter() {
	l <- struct{}{} // leak 12
}

func (l limiter) leave() { <-l }

type page struct {
	address string
	links   int
}

var errStatus = errors.New("status 503")

func download(address string) (page, error) {
	time.Sleep(500 * time.Microsecond)
	if strings.Contains(address, "/old") {
		return page{}, fmt.Errorf("%s: %w", address, errStatus)
	}
	return page{address, 7}, nil
}

type crawler struct {
	limit limiter
	links atomic.Int64
}

func (c *crawler) fetch(address string) error {
	c.limit.enter()
	p, err := download(address)
	if err != nil {
		return err
	}
	c.links.Add(int64(p.links))
	c.limit.leave()
	return nil
}

func (c *crawler) fetchAndLeave(address string) error {
	c.limit.enter()
	defer c.limit.leave()
	p, err := download(address)
	if err != nil {
		return err
	}
	c.links.Add(int64(p.links))
	return nil
}

func crawl(c *crawler, fetch func(*crawler, string) error) {
	for n := 0; n < 10; n++ {
		address := fmt.Sprintf("http://host%d/%s", n, []string{"new", "old"}[n%2])
		if err := fetch(c, address); err != nil {
			_ = fetch(c, address+"?retry")
		}
	}
}

func main() {
	leaky, sound := &crawler{limit: make(limiter, 4)}, &crawler{limit: make(limiter, 4)}
	harness.Main(harness.Program{
		Incident: func(int) { crawl(leaky, (*crawler).fetch) },
		Fixed:    func(int) { crawl(sound, (*crawler).fetchAndLeave) },
	})
}
