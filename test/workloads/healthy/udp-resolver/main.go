// A resolver over UDP: one reader, a goroutine for each question, answers matched by id, a cache that expires.
package main

import (
	"encoding/binary"
	"errors"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

func serve(conn *net.UDPConn) {
	packet := make([]byte, 512)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(packet)
		if err != nil {
			log.Print(err)
			return
		}
		answer := append([]byte(nil), packet[:n]...)
		go func() {
			time.Sleep(2 * time.Millisecond)
			conn.WriteToUDPAddrPort(answer, from)
		}()
	}
}

type resolver struct {
	conn    *net.UDPConn
	next    atomic.Uint32
	mu      sync.Mutex
	pending map[uint32]chan []byte
}

func newResolver(server *net.UDPAddr) *resolver {
	conn, err := net.DialUDP("udp", nil, server)
	if err != nil {
		log.Fatal(err)
	}
	r := &resolver{conn: conn, pending: map[uint32]chan []byte{}}
	go r.receive()
	return r
}

func (r *resolver) receive() {
	packet := make([]byte, 512)
	for {
		n, err := r.conn.Read(packet)
		if err != nil {
			log.Print(err)
			return
		}
		id := binary.BigEndian.Uint32(packet)
		r.mu.Lock()
		if answer, ok := r.pending[id]; ok {
			answer <- append([]byte(nil), packet[4:n]...)
			delete(r.pending, id)
		}
		r.mu.Unlock()
	}
}

var errTimeout = errors.New("no answer in time")

func (r *resolver) ask(name string) ([]byte, error) {
	id, answer := r.next.Add(1), make(chan []byte, 1)
	r.mu.Lock()
	r.pending[id] = answer
	r.mu.Unlock()
	if _, err := r.conn.Write(append(binary.BigEndian.AppendUint32(nil, id), name...)); err != nil {
		return nil, err
	}
	select {
	case a := <-answer:
		return a, nil
	case <-time.After(time.Second):
		r.mu.Lock()
		delete(r.pending, id)
		r.mu.Unlock()
		return nil, errTimeout
	}
}

func main() {
	harness.Serve(func(load bool) {
		conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
		r := newResolver(conn.LocalAddr().(*net.UDPAddr))
		if _, err := r.ask("example.com"); err != nil {
			log.Fatal(err)
		}
		for i := 0; load && i < 30; i++ {
			go func() {
				for {
					if _, err := r.ask("example.org"); err != nil {
						log.Print(err)
					}
				}
			}()
		}
	})
}
