// Command gateway passes requests to backends. A backend that is slow leaves its answer behind, and the table of backends is
// reported to a log server under its lock; the server has stopped reading.
package main

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type backend struct {
	name  string
	delay time.Duration
}

func (b backend) ask(path string) string {
	time.Sleep(b.delay)
	return b.name + path
}

type gateway struct {
	mu       sync.RWMutex
	backends []backend
	log      net.Conn
	failures int
	// room is how many answers are kept for callers that are not there yet.
	room int
}

func (g *gateway) pick(i int) backend {
	g.mu.RLock() // leak 24
	defer g.mu.RUnlock()
	return g.backends[i%len(g.backends)]
}

func (g *gateway) pass(ctx context.Context, i int, path string) (string, error) {
	b := g.pick(i)
	answer := make(chan string, g.room)
	go func() { answer <- b.ask(path) }() // leak 2
	select {
	case text := <-answer:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (g *gateway) report() error {
	g.mu.Lock() // leak 24
	defer g.mu.Unlock()
	g.failures++
	for _, b := range g.backends {
		line := fmt.Sprintf("%-4000s %d\n", b.name, g.failures)
		if _, err := g.log.Write([]byte(line)); err != nil { // leak 24
			return err
		}
	}
	return nil
}

// reportCopy writes outside the lock, and not for ever.
func (g *gateway) reportCopy() error {
	g.mu.Lock()
	g.failures++
	backends, failures := append([]backend(nil), g.backends...), g.failures
	g.mu.Unlock()
	if err := g.log.SetWriteDeadline(time.Now().Add(2 * time.Millisecond)); err != nil {
		return err
	}
	for _, b := range backends {
		if _, err := fmt.Fprintf(g.log, "%-4000s %d\n", b.name, failures); err != nil {
			return err
		}
	}
	return nil
}

// logServer accepts a connection and does not read it.
func logServer() net.Conn {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	if err := conn.(*net.TCPConn).SetWriteBuffer(4096); err != nil {
		panic(err)
	}
	listeners = append(listeners, listener)
	return conn
}

var listeners []net.Listener

func newGateway(room int) *gateway {
	backends := []backend{{"fast", time.Millisecond}, {"slow", 15 * time.Millisecond}}
	for n := 0; n < 60; n++ {
		backends = append(backends, backend{fmt.Sprint("spare", n), time.Millisecond})
	}
	return &gateway{backends: backends, log: logServer(), room: room}
}

func request(g *gateway, i int, report func(*gateway) error) {
	if i%3 == 2 {
		// A health check of the operators.
		_ = report(g)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	_, _ = g.pass(ctx, 0, "/a")
	_, _ = g.pass(ctx, 1, "/b")
	for n := 0; n < 30; n++ {
		if report(g) != nil {
			return
		}
	}
}

func main() {
	var leaky, sound *gateway
	harness.Main(harness.Program{
		Setup:    func() { leaky, sound = newGateway(0), newGateway(1) },
		Incident: func(i int) { request(leaky, i, (*gateway).report) },
		Fixed:    func(i int) { request(sound, i, (*gateway).reportCopy) },
	})
}
