// Buffers and connections that are lent and returned: a sync.Pool and a bounded pool with a janitor.
package main

import (
	"bytes"
	"sync"
	"time"

	"example.com/workloads/harness"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type session struct {
	id       int
	lastUsed time.Time
}

type sessionPool struct {
	free chan *session
	quit chan struct{}
}

func newSessionPool(size int) *sessionPool {
	p := &sessionPool{free: make(chan *session, size), quit: make(chan struct{})}
	for id := 0; id < size; id++ {
		p.free <- &session{id: id}
	}
	go p.janitor(time.Second)
	return p
}

func (p *sessionPool) borrow() *session { return <-p.free }

func (p *sessionPool) giveBack(s *session) {
	s.lastUsed = time.Now()
	p.free <- s
}

func (p *sessionPool) janitor(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s := p.borrow()
			p.giveBack(s)
		case <-p.quit:
			return
		}
	}
}

func (p *sessionPool) render(page string) int {
	s := p.borrow()
	defer p.giveBack(s)
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	for i := 0; i < 200; i++ {
		b.WriteString(page)
	}
	time.Sleep(time.Millisecond)
	return b.Len()
}

func main() {
	harness.Serve(func(load bool) {
		p := newSessionPool(10)
		p.render("home")
		for i := 0; load && i < 100; i++ {
			go func() {
				for {
					p.render("cart")
				}
			}()
		}
	})
}
