//go:build !go1.27

// A consumer that waits for each message with a time limit of its own: every message leaves a timer behind until the limit
// has passed (timers of before Go 1.23, which a module that says "go 1.22" gets up to Go 1.26).
// moments 6
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness"
)

type message struct {
	offset int
	value  [16]byte
}

type partition struct {
	messages chan message
	position int
}

var errIdle = errors.New("nothing for an hour")

func (p *partition) consume(limit time.Duration) error {
	for {
		select {
		case m, ok := <-p.messages:
			if !ok {
				return nil
			}
			p.position = m.offset
		case <-time.After(limit): // leak-heap 35
			return errIdle
		}
	}
}

func (p *partition) consumeWithOneTimer(limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case m, ok := <-p.messages:
			if !ok {
				return nil
			}
			p.position = m.offset
		case <-timer.C:
			return errIdle
		}
	}
}

// produce fills a partition with what came in since the last time.
func produce(n int) *partition {
	p := &partition{messages: make(chan message, 64)}
	go func() {
		defer close(p.messages)
		for i := 0; i < n; i++ {
			p.messages <- message{offset: i}
			if i%100 == 0 {
				time.Sleep(100 * time.Millisecond)
			}
		}
	}()
	return p
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { produce(5000).consume(time.Hour) },
		Fixed:    func(int) { produce(5000).consumeWithOneTimer(time.Hour) },
	})
}
