// A shopping cart that expires by AfterFunc; checking out removes the cart and forgets the timer, which holds the cart.
// moments 6
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type cart struct {
	id     int
	lines  []string
	expiry *time.Timer
}

type carts struct {
	mu   sync.Mutex
	open map[int]*cart
	next int
}

const patience = 2 * time.Hour

func (c *carts) create(lines ...string) *cart {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	made := &cart{id: c.next, lines: lines}
	made.expiry = time.AfterFunc(patience, func() { c.remove(made) }) // leak-heap 36
	c.open[made.id] = made
	return made
}

func (c *carts) remove(done *cart) {
	c.mu.Lock()
	delete(c.open, done.id)
	c.mu.Unlock()
}

func (c *carts) checkOut(done *cart) { c.remove(done) }

func (c *carts) checkOutAndStop(done *cart) {
	done.expiry.Stop()
	c.remove(done)
}

var shop = &carts{open: map[int]*cart{}}

// rush is a sale: hundreds of carts a second for five seconds.
func rush(checkOut func(*cart)) {
	for i := 0; i < 4000; i++ {
		checkOut(shop.create("tea", "cups", "sugar"))
		if i%80 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { rush(shop.checkOut) },
		Fixed:    func(int) { rush(shop.checkOutAndStop) },
	})
}
