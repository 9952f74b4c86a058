// Command mailbox gives messages to readers that wait on a condition. Closing a mailbox says so to nobody.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type mailbox[M any] struct {
	lock     sync.Mutex
	notEmpty sync.Cond
	messages []M
	closed   bool
}

func newMailbox[M any]() *mailbox[M] {
	m := &mailbox[M]{}
	m.notEmpty.L = &m.lock
	return m
}

func (m *mailbox[M]) put(message M) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.messages = append(m.messages, message)
	m.notEmpty.Signal()
}

// get waits for a message; false is the end.
func (m *mailbox[M]) get() (M, bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for len(m.messages) == 0 && !m.closed {
		m.notEmpty.Wait() // leak 28
	}
	var message M
	if len(m.messages) == 0 {
		return message, false
	}
	message, m.messages = m.messages[0], m.messages[1:]
	return message, true
}

func (m *mailbox[M]) close() {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.closed = true
}

func (m *mailbox[M]) closeForAll() {
	m.close()
	m.notEmpty.Broadcast()
}

type order struct{ cents int }

var revenue atomic.Int64

func consume(m *mailbox[order]) {
	for o, open := m.get(); open; o, open = m.get() {
		revenue.Add(int64(o.cents))
	}
}

func account(end func(*mailbox[order])) func(int) {
	return func(i int) {
		m := newMailbox[order]()
		for n := 0; n < 2; n++ {
			go consume(m)
		}
		for n := 0; n < 4; n++ {
			m.put(order{100 * n})
		}
		time.Sleep(2 * time.Millisecond)
		end(m)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: account((*mailbox[order]).close),
		Fixed:    account((*mailbox[order]).closeForAll),
	})
}
