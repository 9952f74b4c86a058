// Connections taken over from net/http and kept: a frame reader, a pinger and a writer for each.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"example.com/workloads/harness"
)

type socket struct {
	conn net.Conn
	in   *bufio.Reader
	send chan []byte
	gone chan struct{}
}

type upgrader struct{ ping time.Duration }

func (u *upgrader) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n")
	s := &socket{conn: conn, in: buffered.Reader, send: make(chan []byte, 8), gone: make(chan struct{})}
	go s.write(u.ping)
	s.read()
}

func (s *socket) read() {
	defer close(s.gone)
	for {
		line, err := s.in.ReadBytes('\n')
		if err != nil {
			return
		}
		select {
		case s.send <- line:
		default:
		}
	}
}

func (s *socket) write(ping time.Duration) {
	defer s.conn.Close()
	tick := time.NewTicker(ping)
	defer tick.Stop()
	for {
		var line []byte
		select {
		case line = <-s.send:
		case <-tick.C:
			line = []byte("ping\n")
		case <-s.gone:
			return
		}
		if _, err := s.conn.Write(line); err != nil {
			return
		}
	}
}

func join(address string, every time.Duration) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: chat\r\nConnection: Upgrade\r\nUpgrade: lines\r\n\r\n")
	go io.Copy(io.Discard, struct{ io.Reader }{conn})
	for range time.Tick(every) {
		if _, err := fmt.Fprintln(conn, "hello"); err != nil {
			return
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		ping, every := 30*time.Second, time.Hour
		if load {
			ping, every = 200*time.Millisecond, 25*time.Millisecond
		}
		server := httptest.NewServer(&upgrader{ping})
		for i := 0; i < 80; i++ {
			go join(strings.TrimPrefix(server.URL, "http://"), every)
		}
	})
}
