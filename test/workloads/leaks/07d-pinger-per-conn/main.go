// Command collector takes readings over TCP and pings each device. The pinger of a device ends when the device is dropped on
// purpose, not when its connection ends by itself.
package main

import (
	"bufio"
	"net"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type device struct {
	conn    net.Conn
	dropped chan struct{}
	pings   atomic.Int64
}

func (d *device) ping(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select { // leak 7 32
		case <-ticker.C:
			d.pings.Add(1)
		case <-d.dropped:
			return
		}
	}
}

func (d *device) receive() {
	defer d.conn.Close()
	lines := bufio.NewScanner(d.conn)
	for lines.Scan() {
		if lines.Text() == "bye" {
			return
		}
	}
}

type collector struct {
	address string
	drop    bool
}

func (c *collector) listen() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	c.address = l.Addr().String()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			d := &device{conn: conn, dropped: make(chan struct{})}
			go d.ping(30 * time.Millisecond)
			go func() {
				d.receive()
				if c.drop {
					close(d.dropped)
				}
			}()
		}
	}()
}

func (c *collector) report(int) {
	conn, err := net.Dial("tcp", c.address)
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte("21.5\n22.0\nbye\n"))
	_, _ = conn.Read(make([]byte, 1))
	_ = conn.Close()
}

func main() {
	careless, careful := &collector{}, &collector{drop: true}
	harness.Main(harness.Program{
		Setup: func() {
			careless.listen()
			careful.listen()
		},
		Incident: careless.report,
		Fixed:    careful.report,
	})
}
