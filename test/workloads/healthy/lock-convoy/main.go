// A ledger with one lock for everything: two hundred clerks queue, the one at the desk takes a millisecond.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type ledger struct {
	mu      sync.Mutex
	balance map[string]int
}

func (l *ledger) transfer(from, to string, amount int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.balance[from] -= amount
	l.sync()
	l.balance[to] += amount
}

// sync stands for the write to the journal, which happens under the lock.
func (l *ledger) sync() { time.Sleep(time.Millisecond) }

func (l *ledger) total() (sum int) {
	l.mu.Lock()
	for _, b := range l.balance {
		sum += b
	}
	l.mu.Unlock()
	return sum
}

func clerk(l *ledger) {
	for {
		l.transfer("till", "bank", 1)
	}
}

func auditor(l *ledger) {
	for {
		if l.total() != 0 {
			panic("the books do not balance")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		l := &ledger{balance: map[string]int{}}
		go auditor(l)
		for i := 0; load && i < 200; i++ {
			go clerk(l)
		}
	})
}
