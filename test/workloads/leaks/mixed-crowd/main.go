// Command telemetry holds hundreds of devices, each with a reader and a writer that are parked most of the time. Among them
// stand few that leak: the stop of a device that was stopped already, and a watch of a device that has gone.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type device struct {
	id       int
	conn     net.Conn
	commands chan string
	stop     chan struct{}
	once     sync.Once
}

type station struct {
	mu       sync.Mutex
	devices  map[int]*device
	readings atomic.Int64
}

func (s *station) connect(id int) (*device, net.Conn) {
	near, far := net.Pipe()
	d := &device{id: id, conn: near, commands: make(chan string), stop: make(chan struct{})}
	s.mu.Lock()
	s.devices[id] = d
	s.mu.Unlock()
	go s.readFrom(d)
	go d.writeTo()
	return d, far
}

func (s *station) readFrom(d *device) {
	lines := bufio.NewReader(d.conn)
	for {
		if _, err := lines.ReadString('\n'); err != nil {
			return
		}
		s.readings.Add(1)
	}
}

func (d *device) writeTo() {
	for {
		select {
		case c := <-d.commands:
			if _, err := io.WriteString(d.conn, c+"\n"); err != nil {
				return
			}
		case <-d.stop:
			_ = d.conn.Close()
			return
		}
	}
}

// Stop ends the writer, which closes the connection.
func (d *device) Stop() {
	d.stop <- struct{}{} // leak 5
}

func (d *device) StopOnce() {
	d.once.Do(func() { close(d.stop) })
}

// watch waits until a device sends its first command.
func (d *device) watch(gone <-chan struct{}) {
	go func() {
		select { // leak 10 7
		case c := <-d.commands:
			d.commands <- c
		case <-gone:
		}
	}()
}

func (s *station) maintain(id int, stop func(*device), gone chan struct{}) {
	d, far := s.connect(id)
	go func() { _, _ = io.Copy(io.Discard, far) }()
	fmt.Fprintln(far, "21.5")
	d.watch(gone)
	stop(d)
	if id%2 == 0 {
		stop(d)
	}
}

func main() {
	s := &station{devices: map[int]*device{}}
	harness.Main(harness.Program{
		Setup: func() {
			for id := 0; id < 300; id++ {
				_, far := s.connect(-1 - id)
				go func() { _, _ = io.Copy(io.Discard, far) }()
				if id%10 == 0 {
					fmt.Fprintln(far, "20.1")
				}
			}
		},
		Incident: func(i int) { s.maintain(i, (*device).Stop, nil) },
		Fixed: func(i int) {
			gone := make(chan struct{})
			defer close(gone)
			s.maintain(i, (*device).StopOnce, gone)
		},
	})
}
