// Command notify queues messages for a gateway. Its only sender waits for an acknowledgement that the gateway sent to the
// connection before this one; the queue fills up behind it.
package main

import (
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type message struct {
	to   string
	text string
}

type connection struct {
	acks   chan int
	number int
}

type gateway struct {
	queue   chan message
	current *connection
	opened  int
	sent    atomic.Int64
	// patience is how long an acknowledgement is waited for; zero is without end.
	patience time.Duration
}

func newGateway(patience time.Duration) *gateway {
	g := &gateway{queue: make(chan message, 4), patience: patience}
	g.reconnect()
	go g.send()
	return g
}

func (g *gateway) reconnect() *connection {
	g.opened++
	g.current = &connection{acks: make(chan int, 1), number: g.opened}
	return g.current
}

// transmit gives a message to the far end, which acknowledges on the connection it knows.
func (g *gateway) transmit(c *connection, m message) {
	if g.sent.Add(1)%3 == 0 {
		// The line broke: the acknowledgement arrives on the new connection.
		c = g.reconnect()
	}
	c.acks <- len(m.text)
}

func (g *gateway) acknowledged(c *connection) {
	if g.patience == 0 {
		<-c.acks // leak 10
		return
	}
	timer := time.NewTimer(g.patience)
	defer timer.Stop()
	select {
	case <-c.acks:
	case <-timer.C:
	}
}

func (g *gateway) send() {
	for m := range g.queue {
		c := g.current
		if len(c.acks) > 0 {
			<-c.acks
		}
		g.transmit(c, m)
		g.acknowledged(c)
	}
}

func (g *gateway) notify(m message) {
	g.queue <- m // leak 12
}

func broadcast(g *gateway, to ...string) {
	for _, name := range to {
		g.notify(message{name, "sale"})
	}
}

func main() {
	endless, limited := newGateway(0), newGateway(2*time.Millisecond)
	names := []string{"ann", "bob", "cy", "di", "ed", "flo", "gus", "hal", "ida", "jo"}
	harness.Main(harness.Program{
		Incident: func(int) { broadcast(endless, names...) },
		Fixed:    func(int) { broadcast(limited, names...) },
	})
}
