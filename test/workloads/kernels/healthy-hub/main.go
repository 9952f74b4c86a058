// Command healthy-hub has a hub with members over connections: each has a reader and a writer; some say something, most listen.
package main

import (
	"bufio"
	"fmt"
	"net"
	"time"

	"example.com/workloads/harness/bare"
)

type member struct {
	conn net.Conn
	send chan string
}

type hub struct {
	join, leave chan *member
	say         chan string
	members     map[*member]bool
}

func (h *hub) run() {
	for {
		select {
		case m := <-h.join:
			h.members[m] = true
		case m := <-h.leave:
			delete(h.members, m)
			close(m.send)
		case text := <-h.say:
			for m := range h.members {
				select {
				case m.send <- text:
				default:
				}
			}
		}
	}
}

func (h *hub) serve(conn net.Conn) {
	m := &member{conn, make(chan string, 8)}
	h.join <- m
	go func() {
		for text := range m.send {
			fmt.Fprintln(conn, text)
		}
	}()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		h.say <- lines.Text()
	}
	h.leave <- m
}

func client(address string, talks bool) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	go func() {
		for lines := bufio.NewScanner(conn); lines.Scan(); {
		}
	}()
	for talks {
		fmt.Fprintln(conn, "hello")
		time.Sleep(200 * time.Millisecond)
	}
}

func main() {
	h := &hub{join: make(chan *member), leave: make(chan *member), say: make(chan string), members: map[*member]bool{}}
	bare.Main(func(bool) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		go h.run()
		for i := 0; i < 5; i++ {
			go client(listener.Addr().String(), i == 0)
		}
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go h.serve(conn)
		}
	})
}
