// A client of a line protocol that waits for an answer from a server that has stopped answering.
package main

import (
	"bufio"
	"fmt"
	"net"
	"time"

	"example.com/workloads/harness"
)

type sensor struct {
	conn    net.Conn
	replies *bufio.Reader
	limit   time.Duration
}

func connect(address string, limit time.Duration) (*sensor, error) {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return nil, err
	}
	return &sensor{conn, bufio.NewReader(conn), limit}, nil
}

func (s *sensor) read() (string, error) {
	if _, err := fmt.Fprintln(s.conn, "READ 1"); err != nil {
		return "", err
	}
	return s.replies.ReadString('\n') // leak 50
}

func (s *sensor) readWithin() (string, error) {
	if err := s.conn.SetDeadline(time.Now().Add(s.limit)); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintln(s.conn, "READ 1"); err != nil {
		return "", err
	}
	return s.replies.ReadString('\n')
}

var plant net.Listener

// startPlant accepts in the kernel only: nobody takes the connections from its queue.
func startPlant() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	plant = listener
}

func sample(int) {
	if s, err := connect(plant.Addr().String(), 0); err == nil {
		defer s.conn.Close()
		s.read()
	}
}

func sampleWithin(int) {
	if s, err := connect(plant.Addr().String(), 40*time.Millisecond); err == nil {
		defer s.conn.Close()
		s.readWithin()
	}
}

func main() { harness.Main(harness.Program{Setup: startPlant, Incident: sample, Fixed: sampleWithin}) }
