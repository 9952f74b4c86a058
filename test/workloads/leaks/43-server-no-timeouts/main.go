// A server without timeouts, and clients that send half a header and then nothing: each holds a connection for ever.
// leak-site 43 net/http.(*conn).serve
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type frontend struct {
	server  *http.Server
	address string
}

func start(server *http.Server) *frontend {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") })
	go server.Serve(listener)
	return &frontend{server, listener.Addr().String()}
}

// phones are the clients: on a bad network, each in the middle of its request.
type phones struct {
	mu    sync.Mutex
	conns []net.Conn
}

func (p *phones) dial(address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: app.example.com\r\nUser-Agent: pho")
	p.mu.Lock()
	p.conns = append(p.conns, conn)
	p.mu.Unlock()
}

var (
	patient, strict *frontend
	network         phones
)

func listen() {
	patient = start(&http.Server{})
	strict = start(&http.Server{ReadHeaderTimeout: 50 * time.Millisecond, IdleTimeout: time.Second})
}

func main() {
	harness.Main(harness.Program{
		Setup:    listen,
		Incident: func(int) { network.dial(patient.address) },
		Fixed:    func(int) { network.dial(strict.address) },
	})
}
