// Command leases expires leases by timers. Renewing a lease that has run out returns with the table locked; the timers of all
// other leases then call a function that cannot go on.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type lease struct {
	owner string
	timer *time.Timer
	until time.Time
}

type leases struct {
	mu      sync.Mutex
	byKey   map[int]*lease
	expired int
}

var errExpired = errors.New("lease has run out")

func (l *leases) expire(key int) {
	l.mu.Lock() // leak 19
	defer l.mu.Unlock()
	delete(l.byKey, key)
	l.expired++
}

func (l *leases) acquire(key int, owner string, term time.Duration) {
	l.mu.Lock() // leak 19
	defer l.mu.Unlock()
	timer := time.AfterFunc(term, func() { l.expire(key) })
	l.byKey[key] = &lease{owner, timer, time.Now().Add(term)}
}

func (l *leases) renew(key int, term time.Duration) error {
	l.mu.Lock() // leak 19
	held, ok := l.byKey[key]
	if !ok {
		return errExpired
	}
	held.timer.Reset(term)
	l.mu.Unlock()
	return nil
}

func (l *leases) renewDeferred(key int, term time.Duration) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	held, ok := l.byKey[key]
	if !ok {
		return errExpired
	}
	held.timer.Reset(term)
	return nil
}

func client(l *leases, renew func(*leases, int, time.Duration) error) func(int) {
	return func(i int) {
		if i%3 == 1 {
			_ = renew(l, 10*(i-1), 20*time.Millisecond)
			return
		}
		for n := 0; n < 3; n++ {
			l.acquire(10*i+n, "worker", 30*time.Millisecond)
		}
		_ = renew(l, 10*i, 20*time.Millisecond)
		if i%5 == 0 {
			time.Sleep(2 * time.Millisecond)
			_ = renew(l, -1, 20*time.Millisecond)
			return
		}
		_ = renew(l, 10*i+1, 20*time.Millisecond)
	}
}

func main() {
	leaky, sound := &leases{byKey: map[int]*lease{}}, &leases{byKey: map[int]*lease{}}
	harness.Main(harness.Program{
		Incident: client(leaky, (*leases).renew),
		Fixed:    client(sound, (*leases).renewDeferred),
	})
}
