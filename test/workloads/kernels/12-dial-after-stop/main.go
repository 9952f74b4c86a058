// Command 12-dial-after-stop asks the manager of connections for one; the manager was stopped when the configuration was read anew.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type connection struct{ used time.Time }

type transport struct {
	dial chan string
	ret  chan *connection
	stop chan struct{}
}

func (t *transport) manage() {
	for {
		select {
		case <-t.dial:
			t.ret <- &connection{used: time.Now()}
		case <-t.stop:
			return
		}
	}
}

func (t *transport) connect(protocol string, fixed bool) (*connection, error) {
	if fixed {
		select {
		case t.dial <- protocol:
			return <-t.ret, nil
		case <-t.stop:
			return nil, errors.New("transport stopped")
		}
	}
	t.dial <- protocol // leak 12, 1
	return <-t.ret, nil
}

type proxy struct {
	transport *transport
	fixed     bool
}

func (p *proxy) healthcheck() error {
	_, err := p.transport.connect("udp", p.fixed)
	return err
}

func main() {
	bare.Main(func(fixed bool) {
		t := &transport{dial: make(chan string), ret: make(chan *connection), stop: make(chan struct{})}
		go t.manage()
		p := &proxy{transport: t, fixed: fixed}
		_ = p.healthcheck()
		close(t.stop)
		time.Sleep(2 * time.Millisecond)
		go p.healthcheck()
	})
}
