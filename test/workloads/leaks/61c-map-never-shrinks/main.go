// Presence of users in one map per room: rooms empty again, and each keeps the table of its busiest minute.
// moments 6
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type presence struct {
	since [6]int64
}

type room struct {
	mu      sync.Mutex
	members map[int]presence
}

func (r *room) enter(user int) {
	r.mu.Lock()
	r.members[user] = presence{} // leak-heap 61
	r.mu.Unlock()
}

func (r *room) leave(user int) {
	r.mu.Lock()
	delete(r.members, user)
	r.mu.Unlock()
}

func (r *room) reset() {
	r.mu.Lock()
	if len(r.members) == 0 {
		r.members = map[int]presence{}
	}
	r.mu.Unlock()
}

type building struct {
	mu    sync.Mutex
	rooms []*room
}

func (b *building) open() *room {
	r := &room{members: map[int]presence{}}
	b.mu.Lock()
	b.rooms = append(b.rooms, r)
	b.mu.Unlock()
	return r
}

var house building

// concerts are five evenings: a new room for each, full and then empty.
func concerts(after func(*room)) {
	for evening := 0; evening < 10; evening++ {
		r := house.open()
		for user := 0; user < 1000; user++ {
			r.enter(user)
		}
		for user := 0; user < 1000; user++ {
			r.leave(user)
		}
		after(r)
		time.Sleep(500 * time.Millisecond)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { concerts(func(*room) {}) },
		Fixed:    func(int) { concerts((*room).reset) },
	})
}
