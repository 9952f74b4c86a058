// Command stats sends its lines to a collector under a lock and reads an acknowledgement. The collector accepts and says
// nothing, and all who want to send wait for the one that reads.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type client struct {
	mu    sync.Mutex
	conn  net.Conn
	reply *bufio.Reader
	// patience ends a reading; zero is none.
	patience time.Duration
	lost     int
}

func dial(address string, patience time.Duration) *client {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	return &client{conn: conn, reply: bufio.NewReader(conn), patience: patience}
}

func (c *client) send(name string, value int) error {
	c.mu.Lock() // leak 24
	defer c.mu.Unlock()
	if _, err := fmt.Fprintf(c.conn, "%s %d\n", name, value); err != nil {
		return err
	}
	if c.patience > 0 {
		if err := c.conn.SetReadDeadline(time.Now().Add(c.patience)); err != nil {
			return err
		}
	}
	_, err := c.reply.ReadString('\n') // leak 24
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.lost++
	}
	return err
}

// collector accepts connections and keeps them; the kernel takes what is sent.
type collector struct {
	listener net.Listener
	conns    []net.Conn
}

func (c *collector) serve() {
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.conns = append(c.conns, conn)
	}
}

func main() {
	var patient, hasty *client
	setup := func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		go (&collector{listener: listener}).serve()
		patient = dial(listener.Addr().String(), 0)
		hasty = dial(listener.Addr().String(), 5*time.Millisecond)
	}
	harness.Main(harness.Program{
		Setup:    setup,
		Incident: func(i int) { _ = patient.send("requests", i) },
		Fixed:    func(i int) { _ = hasty.send("requests", i) },
	})
}
