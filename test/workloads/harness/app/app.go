// Package app is the ordinary rest of a service, which goes on beside every leak and every healthy program: a small pool
// that idles, a ticker, a signal handler and a loop that sleeps. None of it leaks.
package app

import (
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Start starts it all; it ends with the process.
func Start() {
	outbox = newMailer(3)
	sessions := &sessions{seen: map[string]time.Time{"root": time.Now()}, quit: make(chan struct{})}
	go sessions.expire(300 * time.Millisecond)
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	go reloadOn(hangup)
	go refreshFlags(2 * time.Second)
}

// outbox is where everybody puts what is to be sent.
var outbox *mailer

type mail struct{ to, body string }

type mailer struct {
	queue chan mail
	sent  atomic.Int64
}

func newMailer(workers int) *mailer {
	m := &mailer{queue: make(chan mail, 16)}
	for i := 0; i < workers; i++ {
		go m.deliver()
	}
	m.queue <- mail{to: "ops@example.com", body: "started"}
	return m
}

func (m *mailer) deliver() {
	for letter := range m.queue {
		m.sent.Add(int64(len(letter.body)))
	}
}

type sessions struct {
	mu   sync.Mutex
	seen map[string]time.Time
	quit chan struct{}
}

func (s *sessions) expire(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			s.mu.Lock()
			for name, at := range s.seen {
				if now.Sub(at) > time.Hour {
					delete(s.seen, name)
				}
			}
			s.mu.Unlock()
		case <-s.quit:
			return
		}
	}
}

func reloadOn(hangup <-chan os.Signal) {
	for range hangup {
		configVersion.Add(1)
	}
}

var configVersion atomic.Int64

func refreshFlags(every time.Duration) {
	for {
		time.Sleep(every)
		configVersion.Add(1)
	}
}
