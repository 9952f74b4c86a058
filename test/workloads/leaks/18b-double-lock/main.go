// Command sessions keeps who is logged in. Adding to a full table evicts the oldest by a method that takes the lock which add
// holds; from then on every request queues behind it.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type session struct {
	user string
	seen time.Time
}

type table struct {
	mu    sync.Mutex
	limit int
	byID  map[string]session
	order []string
}

func newTable(limit int) *table {
	return &table{limit: limit, byID: map[string]session{}}
}

func (t *table) evict() {
	t.mu.Lock() // leak 18
	defer t.mu.Unlock()
	t.dropOldest()
}

func (t *table) dropOldest() {
	delete(t.byID, t.order[0])
	t.order = t.order[1:]
}

func (t *table) add(id, user string, makeRoom func()) {
	t.mu.Lock() // leak 18
	defer t.mu.Unlock()
	if len(t.byID) >= t.limit {
		makeRoom()
	}
	t.byID[id] = session{user, time.Now()}
	t.order = append(t.order, id)
}

func (t *table) user(id string) string {
	t.mu.Lock() // leak 18
	defer t.mu.Unlock()
	return t.byID[id].user
}

type server struct {
	sessions *table
	makeRoom func()
}

// logins is what one request does: a login on each of a user's devices, then a look at the first.
func (s *server) logins(i int) {
	for device := 0; device < 3; device++ {
		s.sessions.add(fmt.Sprintf("%d-%d", i, device), "ann", s.makeRoom)
	}
	_ = s.sessions.user(fmt.Sprintf("%d-0", i))
}

func (s *server) whoIs(i int) {
	_ = s.sessions.user(fmt.Sprintf("%d-0", i))
}

func main() {
	stuck, sound := newTable(2), newTable(2)
	work := func(t *table, makeRoom func()) func(int) {
		s := &server{t, makeRoom}
		return func(i int) {
			if i%3 == 2 {
				s.whoIs(i)
			} else {
				s.logins(i)
			}
		}
	}
	harness.Main(harness.Program{Incident: work(stuck, stuck.evict), Fixed: work(sound, sound.dropOldest)})
}
