// Command bank moves money between two accounts and locks the giver first. Two transfers that cross take the locks in opposite
// order.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type account struct {
	id    int
	mu    sync.Mutex
	cents int
}

func transfer(from, to *account, cents int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	approve(from, cents)
	to.mu.Lock() // leak 20
	defer to.mu.Unlock()
	from.cents -= cents
	to.cents += cents
}

func transferOrdered(from, to *account, cents int) {
	first, second := from, to
	if second.id < first.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	approve(from, cents)
	second.mu.Lock()
	defer second.mu.Unlock()
	from.cents -= cents
	to.cents += cents
}

// approve asks the risk service.
func approve(*account, int) { time.Sleep(5 * time.Millisecond) }

type move func(from, to *account, cents int)

// settle clears what two customers owe each other.
func settle(i int, move move) {
	a, b := &account{id: 2 * i, cents: 1000}, &account{id: 2*i + 1, cents: 1000}
	var both sync.WaitGroup
	both.Add(2)
	go func() {
		defer both.Done()
		move(a, b, 10)
	}()
	go func() {
		defer both.Done()
		move(b, a, 20)
	}()
	both.Wait() // leak 20 25
}

func main() {
	work := func(move move) func(int) { return func(i int) { settle(i, move) } }
	harness.Main(harness.Program{Incident: work(transfer), Fixed: work(transferOrdered), Burst: 15})
}
