//go:build go1.25

//go:debug asynctimerchan=0

// A test in a bubble that hangs: the code under test reads from a real connection, which is no durable block, so the time
// in the bubble stands still and synctest.Wait does not return.
package main

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"example.com/workloads/harness"
)

type poller struct {
	conn    net.Conn
	results chan string
}

func (p *poller) read() {
	buffer := make([]byte, 64)
	n, err := p.conn.Read(buffer) // leak 56
	if err == nil {
		p.results <- string(buffer[:n])
	}
	close(p.results)
}

func (p *poller) consume(got chan<- int) {
	count := 0
	for range p.results { // leak 56
		count++
	}
	got <- count
}

func testPoller(t *testing.T, conn net.Conn) {
	p := &poller{conn: conn, results: make(chan string)}
	got := make(chan int, 1)
	go p.read()
	go p.consume(got)
	synctest.Wait() // leak 56
	time.Sleep(time.Minute)
	select {
	case n := <-got:
		t.Log(n)
	default:
		t.Error("nothing was counted")
	}
}

// server accepts and is silent.
func server() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return listener
}

var silent net.Listener

// suite is a test binary that runs the test whenever it is asked to.
type suite struct{ runs chan func() net.Conn }

func (s *suite) start() {
	match := func(_, _ string) (bool, error) { return true, nil }
	go testing.Main(match, []testing.InternalTest{{Name: "TestAll", F: s.testAll}}, nil, nil)
}

func (s *suite) testAll(t *testing.T) {
	for connect := range s.runs {
		go t.Run("Poller", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testPoller(t, connect()) })
		})
	}
}

func overNetwork() net.Conn {
	conn, err := net.Dial("tcp", silent.Addr().String())
	if err != nil {
		panic(err)
	}
	return conn
}

// inMemory is a connection the bubble understands, whose other end closes after a while.
func inMemory() net.Conn {
	near, far := net.Pipe()
	time.AfterFunc(time.Second, func() { far.Close() })
	return near
}

var tests = &suite{make(chan func() net.Conn, 8)}

func setUp() {
	silent = server()
	tests.start()
}

func main() {
	testing.Init()
	harness.Main(harness.Program{
		Setup:    setUp,
		Incident: func(int) { tests.runs <- overNetwork },
		Fixed:    func(int) { tests.runs <- inMemory },
		Burst:    4,
	})
}
