// A gateway of 2 000 devices, each with a reader and a writer of its own over an in-process link; few ever say anything.
package main

import (
	"encoding/binary"
	"net"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

const devices = 2000

type session struct {
	link     net.Conn
	commands chan uint32
	closed   chan struct{}
	readings atomic.Uint64
}

type gateway struct{ sessions [devices]*session }

func (g *gateway) attach(id int) net.Conn {
	near, far := net.Pipe()
	s := &session{link: near, commands: make(chan uint32), closed: make(chan struct{})}
	g.sessions[id] = s
	go s.receive()
	go s.transmit()
	return far
}

func (s *session) receive() {
	defer close(s.closed)
	for {
		var reading uint32
		if binary.Read(s.link, binary.BigEndian, &reading) != nil {
			return
		}
		s.readings.Add(uint64(reading))
	}
}

func (s *session) transmit() {
	for {
		select {
		case command := <-s.commands:
			if binary.Write(s.link, binary.BigEndian, command) != nil {
				return
			}
		case <-s.closed:
			return
		}
	}
}

func report(link net.Conn, every time.Duration) {
	for range time.Tick(every) {
		if binary.Write(link, binary.BigEndian, uint32(1)) != nil {
			return
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		g := &gateway{}
		harness.Keep(g)
		for id := 0; id < devices; id++ {
			link := g.attach(id)
			harness.Keep(link)
			if load && id%50 == 0 {
				go report(link, time.Duration(20+id/100)*time.Millisecond)
			}
		}
	})
}
