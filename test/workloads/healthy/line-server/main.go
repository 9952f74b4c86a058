// A server of a line protocol with many clients that stay and say little: a reader and a writer each, rooms, and a registry that
// one goroutine owns.
package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"time"

	"example.com/workloads/harness"
)

type user struct {
	name  string
	conn  net.Conn
	lines chan string
	gone  chan struct{}
}

type command struct {
	from  *user
	text  string
	leave bool
}

type server struct{ commands chan command }

func (s *server) own() {
	users := map[*user]bool{}
	for c := range s.commands {
		if c.leave {
			delete(users, c.from)
			close(c.from.gone)
			continue
		}
		users[c.from] = true
		if room, said, ok := strings.Cut(c.text, " "); ok && room != "" {
			for u := range users {
				select {
				case u.lines <- said:
				default:
				}
			}
		}
	}
}

func (s *server) handle(conn net.Conn) {
	u := &user{name: conn.RemoteAddr().String(), conn: conn, lines: make(chan string, 16), gone: make(chan struct{})}
	go func() {
		for {
			select {
			case line := <-u.lines:
				if _, err := fmt.Fprintln(conn, line); err != nil {
					_ = conn.Close()
				}
			case <-u.gone:
				return
			}
		}
	}()
	go func() {
		defer conn.Close()
		lines := bufio.NewScanner(conn)
		for lines.Scan() {
			s.commands <- command{from: u, text: lines.Text()}
		}
		s.commands <- command{from: u, leave: true}
	}()
}

func client(address string, every time.Duration) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	fmt.Fprintln(conn, "JOIN #a")
	if every > 0 {
		go func() {
			for range time.Tick(every) {
				fmt.Fprintln(conn, "#a hello")
			}
		}()
	}
	heard := bufio.NewScanner(conn)
	for heard.Scan() {
	}
}

func main() {
	harness.Serve(func(load bool) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		s := &server{commands: make(chan command)}
		harness.Keep(s)
		go s.own()
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				// As in a handler: it comes back at once, reader and writer stay.
				go s.handle(conn)
			}
		}()
		for i := 0; i < 60; i++ {
			every := time.Duration(0)
			if load {
				every = time.Duration(5+i%20) * time.Millisecond
			}
			conn := l.Addr().String()
			if i%2 == 0 || load {
				go client(conn, every)
			}
		}
	})
}
