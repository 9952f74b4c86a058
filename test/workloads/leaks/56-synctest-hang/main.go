//go:build go1.25

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
func server() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return listener.Addr().String()
}

var address string

func runTest(name string, connect func() net.Conn) {
	test := func(t *testing.T) { synctest.Test(t, func(t *testing.T) { testPoller(t, connect()) }) }
	all := func(_, _ string) (bool, error) { return true, nil }
	testing.RunTests(all, []testing.InternalTest{{Name: name, F: test}})
}

func overNetwork() net.Conn {
	conn, err := net.Dial("tcp", address)
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

func main() {
	testing.Init()
	harness.Main(harness.Program{
		Setup:    func() { address = server() },
		Incident: func(int) { runTest("TestPoller", overNetwork) },
		Fixed:    func(int) { runTest("TestPoller", inMemory) },
		Burst:    4,
	})
}
