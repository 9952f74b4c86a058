// A relay that copies in both directions and ends when one is through; the other goes on reading from a peer that is gone
// without a word.
package main

import (
	"io"
	"log"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type relay struct {
	upstream string
	idle     time.Duration
}

func (r *relay) join(client net.Conn) {
	server, err := net.Dial("tcp", r.upstream)
	if err != nil {
		log.Print(err)
		client.Close()
		return
	}
	ended := make(chan struct{}, 2)
	go copyAll(server, client, ended)
	go copyAll(client, server, ended)
	<-ended
	client.Close()
	if r.idle > 0 {
		server.SetReadDeadline(time.Now().Add(r.idle))
	}
}

func copyAll(to io.Writer, from net.Conn, ended chan<- struct{}) {
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer) // leak 50
		if n > 0 {
			to.Write(buffer[:n])
		}
		if err != nil {
			break
		}
	}
	ended <- struct{}{}
}

// backend keeps what it accepts and never closes it.
type backend struct {
	mu    sync.Mutex
	conns []net.Conn
}

func (b *backend) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		b.mu.Lock()
		b.conns = append(b.conns, conn)
		b.mu.Unlock()
	}
}

var old, current relay

func listen() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go new(backend).accept(listener)
	old = relay{upstream: listener.Addr().String()}
	current = relay{upstream: listener.Addr().String(), idle: 20 * time.Millisecond}
}

func call(r *relay) {
	near, far := net.Pipe()
	go r.join(far)
	near.Write([]byte("hello"))
	near.Close()
}

func main() {
	harness.Main(harness.Program{
		Setup:    listen,
		Incident: func(int) { call(&old) },
		Fixed:    func(int) { call(&current) },
	})
}
