// Command ledger calls a backend over one connection and matches answers to calls by number. When the connection breaks the
// reader ends, and the calls that were under way are never told.
package main

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

var errBroken = errors.New("connection broken")

type call struct {
	done chan struct{}
	err  error
}

type client struct {
	conn    net.Conn
	mu      sync.Mutex
	next    uint32
	pending map[uint32]*call
	tells   bool
}

func newClient(conn net.Conn, tells bool) *client {
	c := &client{conn: conn, pending: map[uint32]*call{}, tells: tells}
	go c.input()
	return c
}

func (c *client) input() {
	var header [4]byte
	for {
		if _, err := io.ReadFull(c.conn, header[:]); err != nil {
			break
		}
		id := binary.BigEndian.Uint32(header[:])
		c.mu.Lock()
		answered := c.pending[id]
		delete(c.pending, id)
		c.mu.Unlock()
		if answered != nil {
			close(answered.done)
		}
	}
	if !c.tells {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range c.pending {
		one.err = errBroken
		close(one.done)
	}
	c.pending = nil
}

// Call comes back with the answer, or with what broke the connection.
func (c *client) Call() error {
	one := &call{done: make(chan struct{})}
	c.mu.Lock()
	c.next++
	c.pending[c.next] = one
	var header [4]byte
	binary.BigEndian.PutUint32(header[:], c.next)
	_, err := c.conn.Write(header[:])
	c.mu.Unlock()
	if err != nil {
		return err
	}
	<-one.done // leak 10
	return one.err
}

func backend(conn net.Conn) {
	defer conn.Close()
	var header [4]byte
	for answered := 0; ; answered++ {
		if _, err := io.ReadFull(conn, header[:]); err != nil || answered == 3 {
			time.Sleep(10 * time.Millisecond)
			return
		}
		_, _ = conn.Write(header[:])
	}
}

func transfer(address string, tells bool) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	c := newClient(conn, tells)
	var wg sync.WaitGroup
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = c.Call()
		}()
	}
	wg.Wait() // leak 25 10
	_ = conn.Close()
}

var address string

func main() {
	harness.Main(harness.Program{
		Setup: func() {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				panic(err)
			}
			address = l.Addr().String()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					go backend(conn)
				}
			}()
		},
		Incident: func(int) { transfer(address, false) },
		Fixed:    func(int) { transfer(address, true) },
	})
}
