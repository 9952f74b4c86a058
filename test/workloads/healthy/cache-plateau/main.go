// A cache with a bound: it fills in the first seconds, evicts from then on, and its heap stays where it is.
// moments 6
package main

import (
	"container/list"
	"math/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type entry struct {
	key   int
	value []byte
}

type lru struct {
	mu    sync.Mutex
	limit int
	order *list.List
	items map[int]*list.Element
}

func newLRU(limit int) *lru {
	return &lru{limit: limit, order: list.New(), items: make(map[int]*list.Element)}
}

func (c *lru) get(key int, load func(int) []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.items[key]; ok {
		c.order.MoveToFront(element)
		return element.Value.(*entry).value
	}
	value := load(key)
	c.items[key] = c.order.PushFront(&entry{key, value})
	if c.order.Len() > c.limit {
		last := c.order.Back()
		delete(c.items, c.order.Remove(last).(*entry).key)
	}
	return value
}

func fromDisk(key int) []byte {
	page := make([]byte, 8192)
	page[key%len(page)] = 1
	return page
}

func serve(pages *lru, pause time.Duration) {
	for {
		for i := 0; i < 20; i++ {
			pages.get(rand.Intn(20_000), fromDisk)
		}
		time.Sleep(pause)
	}
}

func main() {
	harness.Serve(func(load bool) {
		pages := newLRU(4000)
		for key := 0; key < 1000; key++ {
			pages.get(key, fromDisk)
		}
		for i := 0; load && i < 4; i++ {
			go serve(pages, 25*time.Millisecond)
		}
	})
}
