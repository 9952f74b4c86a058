// Command acl checks permissions under a read lock that one early return keeps. The next change of the list waits for that
// reader, and later readers wait behind the change.
package main

import (
	"sync"

	"example.com/workloads/harness"
)

type list struct {
	mu      sync.RWMutex
	allowed map[string][]string
}

func newList() *list {
	return &list{allowed: map[string][]string{"ann": {"read", "write"}, "bob": nil}}
}

func (l *list) may(user, do string) bool {
	l.mu.RLock() // leak 19
	rights, known := l.allowed[user]
	if !known {
		return false
	}
	for _, r := range rights {
		if r == do {
			l.mu.RUnlock()
			return true
		}
	}
	l.mu.RUnlock()
	return false
}

func (l *list) mayDeferred(user, do string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, r := range l.allowed[user] {
		if r == do {
			return true
		}
	}
	return false
}

func (l *list) grant(user, right string) {
	l.mu.Lock() // leak 19
	defer l.mu.Unlock()
	l.allowed[user] = append(l.allowed[user][:0:0], right)
}

func requests(l *list, may func(*list, string, string) bool) func(int) {
	return func(i int) {
		_ = may(l, "ann", "read")
		_ = may(l, "stranger", "read")
		if i%3 == 0 {
			l.grant("bob", "read")
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: requests(newList(), (*list).may),
		Fixed:    requests(newList(), (*list).mayDeferred),
	})
}
