// Command healthy-convoy writes reports under a lock, each for a good while; eight stand in line.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type ledger struct {
	mu      sync.Mutex
	entries int
}

func (l *ledger) record() {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(120 * time.Millisecond)
	l.entries++
}

func main() {
	l := &ledger{}
	bare.Main(func(bool) {
		for i := 0; i < 8; i++ {
			go func() {
				for {
					l.record()
				}
			}()
		}
	})
}
