// Command 12-pool-queue-token takes a place in the pool's queue before it dials; a dial that fails keeps the place.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type conn struct{ n int }

type pool struct {
	queue chan struct{}
	dials int
}

func (p *pool) dial() (*conn, error) {
	p.dials++
	if p.dials%2 == 0 {
		return nil, errors.New("connection refused")
	}
	return &conn{p.dials}, nil
}

func (p *pool) get(fixed bool) (*conn, error) {
	p.queue <- struct{}{} // leak 12, 30
	c, err := p.dial()
	if err != nil {
		if fixed {
			<-p.queue
		}
		return nil, err
	}
	return c, nil
}

func (p *pool) put() { <-p.queue }

func main() {
	bare.Main(func(fixed bool) {
		p := &pool{queue: make(chan struct{}, 2)}
		for i := 0; i < 6; i++ {
			go func() {
				if _, err := p.get(fixed); err == nil {
					p.put()
				}
			}()
			time.Sleep(time.Millisecond)
		}
	})
}
