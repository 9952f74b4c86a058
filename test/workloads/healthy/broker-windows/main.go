// A message broker: each client has a window of messages that are not acknowledged yet; who publishes to a full window waits until
// the client has caught up.
package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type client struct {
	conn   net.Conn
	window chan struct{}
	out    chan string
}

func (c *client) read() {
	acks := bufio.NewScanner(c.conn)
	for acks.Scan() {
		<-c.window
	}
}

func (c *client) write() {
	for message := range c.out {
		if _, err := fmt.Fprintln(c.conn, message); err != nil {
			return
		}
	}
}

type broker struct {
	mu      sync.RWMutex
	clients []*client
}

func (b *broker) serve(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		c := &client{conn, make(chan struct{}, 4), make(chan string, 4)}
		b.mu.Lock()
		b.clients = append(b.clients, c)
		b.mu.Unlock()
		go c.read()
		go c.write()
	}
}

func (b *broker) publish(message string) {
	b.mu.RLock()
	clients := append([]*client(nil), b.clients...)
	b.mu.RUnlock()
	for _, c := range clients {
		c.window <- struct{}{}
		c.out <- message
	}
}

// listen acknowledges each message after a while.
func listen(address string, each time.Duration) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	messages := bufio.NewScanner(conn)
	for messages.Scan() {
		time.Sleep(each)
		fmt.Fprintln(conn, "ack")
	}
}

func main() {
	harness.Serve(func(load bool) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		b := &broker{}
		harness.Keep(b)
		go b.serve(l)
		for i := 0; i < 25; i++ {
			go listen(l.Addr().String(), time.Duration(i%5)*time.Millisecond)
		}
		for i := 0; load && i < 16; i++ {
			go func() {
				for n := 0; ; n++ {
					b.publish(fmt.Sprint("reading ", n))
				}
			}()
		}
	})
}
