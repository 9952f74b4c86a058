// A chat over TCP: a reader and a writer for each connection, hundreds of them parked.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type member struct {
	conn     net.Conn
	outgoing chan string
}

type hub struct {
	join, leave chan *member
	say         chan string
}

func newHub() *hub {
	h := &hub{join: make(chan *member), leave: make(chan *member), say: make(chan string, 64)}
	go h.run()
	return h
}

func (h *hub) run() {
	members := map[*member]bool{}
	for {
		select {
		case m := <-h.join:
			members[m] = true
		case m := <-h.leave:
			if members[m] {
				delete(members, m)
				close(m.outgoing)
			}
		case line := <-h.say:
			for m := range members {
				select {
				case m.outgoing <- line:
				default:
				}
			}
		}
	}
}

func (h *hub) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		m := &member{conn: conn, outgoing: make(chan string, 16)}
		h.join <- m
		go m.readPump(h)
		go m.writePump()
	}
}

func (m *member) readPump(h *hub) {
	defer func() { h.leave <- m }()
	for lines := bufio.NewScanner(m.conn); lines.Scan(); {
		h.say <- lines.Text()
	}
}

func (m *member) writePump() {
	defer m.conn.Close()
	for line := range m.outgoing {
		if _, err := fmt.Fprintln(m.conn, line); err != nil {
			return
		}
	}
}

// connect makes a client that only listens, with one goroutine for all its lines.
func connect(address string, connected *sync.WaitGroup) net.Conn {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		connected.Done()
		for lines := bufio.NewScanner(conn); lines.Scan(); {
		}
	}()
	return conn
}

func main() {
	harness.Serve(func(load bool) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		go newHub().accept(listener)
		var connected sync.WaitGroup
		var talkers []net.Conn
		for i := 0; i < 400; i++ {
			connected.Add(1)
			talkers = append(talkers, connect(listener.Addr().String(), &connected))
		}
		connected.Wait()
		for i, conn := range talkers {
			if load && i%40 == 0 {
				go func() {
					for range time.Tick(30 * time.Millisecond) {
						fmt.Fprintln(conn, "hello")
					}
				}()
			}
		}
	})
}
