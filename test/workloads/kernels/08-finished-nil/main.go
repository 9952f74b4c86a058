// Command 08-finished-nil closes a lookup that was never opened: what it waits for was not made yet.
package main

import (
	"example.com/workloads/harness/bare"
)

type lookup struct {
	finished chan struct{}
	results  chan int
}

func (l *lookup) open() {
	l.finished = make(chan struct{})
	l.results = make(chan int, 4)
	go func() {
		defer close(l.finished)
		l.results <- 1
	}()
}

func (l *lookup) close() {
	<-l.finished // leak 8, 44
}

func run(empty, fixed bool) {
	l := &lookup{}
	if !empty {
		l.open()
	}
	if fixed && l.finished == nil {
		return
	}
	l.close()
}

func main() {
	bare.Main(func(fixed bool) {
		run(false, fixed)
		run(true, fixed)
	})
}
