// Command healthy-informer lists and watches, queues keys behind a Cond, and two workers wait for them.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type queue struct {
	mu   sync.Mutex
	cond *sync.Cond
	keys []string
}

func (q *queue) add(key string) {
	q.mu.Lock()
	q.keys = append(q.keys, key)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *queue) get() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.keys) == 0 {
		q.cond.Wait()
	}
	key := q.keys[0]
	q.keys = q.keys[1:]
	return key
}

type controller struct {
	queue  *queue
	events chan string
	stop   chan struct{}
}

func (c *controller) watch() {
	for {
		select {
		case key := <-c.events:
			c.queue.add(key)
		case <-c.stop:
			return
		}
	}
}

func (c *controller) work() {
	for {
		_ = c.queue.get()
	}
}

func main() {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	c := &controller{queue: q, events: make(chan string), stop: make(chan struct{})}
	bare.Main(func(bool) {
		go c.watch()
		go c.work()
		go c.work()
		c.events <- "default/web"
		c.events <- "default/db"
		<-c.stop
	})
}
