// Command rpc numbers its calls under a lock and waits for the reply with the lock held. The loop that reads replies needs the
// lock to find the call.
package main

import (
	"fmt"
	"sync"

	"example.com/workloads/harness"
)

type reply struct {
	id   int
	body string
}

// wire answers each request, one after another.
type wire struct {
	requests chan int
	replies  chan reply
}

func newWire() *wire {
	w := &wire{make(chan int, 8), make(chan reply, 8)}
	go func() {
		defer close(w.replies)
		for id := range w.requests { // leak 6
			w.replies <- reply{id, fmt.Sprint("answer ", id)}
		}
	}()
	return w
}

type client struct {
	mu      sync.Mutex
	next    int
	pending map[int]chan reply
	wire    *wire
}

func dial() *client {
	c := &client{pending: map[int]chan reply{}, wire: newWire()}
	go c.read()
	return c
}

func (c *client) take(id int) chan reply {
	c.mu.Lock() // leak 23
	defer c.mu.Unlock()
	waiting := c.pending[id]
	delete(c.pending, id)
	return waiting
}

func (c *client) read() {
	for r := range c.wire.replies {
		c.take(r.id) <- r
	}
}

func (c *client) call() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := <-c.start() // leak 23
	return r.body
}

// start sends a request; the lock is held.
func (c *client) start() <-chan reply {
	c.next++
	waiting := make(chan reply, 1)
	c.pending[c.next] = waiting
	c.wire.requests <- c.next
	return waiting
}

func (c *client) callOutside() string {
	c.mu.Lock()
	waiting := c.start()
	c.mu.Unlock()
	return (<-waiting).body
}

func (c *client) close() { close(c.wire.requests) }

func ask(call func(*client) string) func(int) {
	return func(int) {
		c := dial()
		_ = call(c)
		_ = call(c)
		c.close()
	}
}

func main() {
	harness.Main(harness.Program{Incident: ask((*client).call), Fixed: ask((*client).callOutside)})
}
