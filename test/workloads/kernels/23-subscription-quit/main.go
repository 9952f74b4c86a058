// Command 23-subscription-quit ends a subscription and waits for the goroutine that forwards to it, which waits for the subscriber.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type subscription struct {
	in   chan int
	to   chan<- int
	quit chan struct{}
	done chan struct{}
}

func (s *subscription) forward(fixed bool) {
	defer close(s.done)
	for {
		select {
		case header := <-s.in:
			if !fixed {
				s.to <- header // leak 12, 16, 23, 1
				continue
			}
			select {
			case s.to <- header:
			case <-s.quit:
				return
			}
		case <-s.quit:
			return
		}
	}
}

func (s *subscription) unsubscribe() {
	close(s.quit)
	<-s.done // leak 10, 23, 16, 44
}

func firstHeader(fixed bool) int {
	headers := make(chan int)
	s := &subscription{in: make(chan int, 4), to: headers, quit: make(chan struct{}), done: make(chan struct{})}
	go s.forward(fixed)
	s.in <- 1
	s.in <- 2
	defer s.unsubscribe()
	first := <-headers
	time.Sleep(2 * time.Millisecond)
	return first
}

func main() {
	bare.Main(func(fixed bool) { firstHeader(fixed) })
}
