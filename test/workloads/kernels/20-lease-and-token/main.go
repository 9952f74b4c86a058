// Command 20-lease-and-token revokes a lease under the lock of the leases and renews a token under the lock of the tokens; each needs the other.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type tokens struct {
	mu     sync.RWMutex
	leases *leases
	live   map[string]bool
}

type leases struct {
	mu     sync.RWMutex
	tokens *tokens
	held   map[string]string
}

func (l *leases) revoke(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
	l.tokens.drop(l.held[id])
	delete(l.held, id)
}

func (t *tokens) drop(token string) {
	t.mu.Lock() // leak 20
	defer t.mu.Unlock()
	delete(t.live, token)
}

func (t *tokens) renew(token string) int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	time.Sleep(5 * time.Millisecond)
	return t.leases.count(token)
}

func (l *leases) count(token string) int {
	l.mu.RLock() // leak 20
	defer l.mu.RUnlock()
	n := 0
	for _, held := range l.held {
		if held == token {
			n++
		}
	}
	return n
}

func main() {
	bare.Main(func(fixed bool) {
		t := &tokens{live: map[string]bool{"t": true}}
		l := &leases{tokens: t, held: map[string]string{"l": "t"}}
		t.leases = l
		if fixed {
			l.revoke("l")
			t.renew("t")
			return
		}
		go l.revoke("l")
		t.renew("t")
	})
}
