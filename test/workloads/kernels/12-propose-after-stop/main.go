// Command 12-propose-after-stop hands a proposal to a node whose loop has been stopped; the sender does not look whether it has.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type node struct {
	propc      chan string
	stop, done chan struct{}
	log        []string
}

func (n *node) run() {
	defer close(n.done)
	for {
		select {
		case entry := <-n.propc:
			n.log = append(n.log, entry)
		case <-n.stop:
			return
		}
	}
}

func (n *node) propose(entry string, fixed bool) bool {
	if fixed {
		select {
		case n.propc <- entry:
			return true
		case <-n.done:
			return false
		}
	}
	n.propc <- entry // leak 12, 1
	return true
}

func main() {
	bare.Main(func(fixed bool) {
		n := &node{propc: make(chan string), stop: make(chan struct{}), done: make(chan struct{})}
		go n.run()
		n.propose("a", fixed)
		close(n.stop)
		time.Sleep(2 * time.Millisecond)
		go n.propose("b", fixed)
	})
}
