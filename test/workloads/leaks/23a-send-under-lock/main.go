// Command hub posts messages under its lock to a dispatcher, which needs the same lock to find out whom a message is for.
package main

import (
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type message struct {
	room string
	text string
}

type hub struct {
	mu      sync.Mutex
	members map[string]int
	posts   chan message
	reached atomic.Int64
}

func newHub() *hub {
	h := &hub{members: map[string]int{"lobby": 3}, posts: make(chan message)}
	go h.dispatch()
	return h
}

func (h *hub) dispatch() {
	for m := range h.posts {
		h.mu.Lock() // leak 23
		members := h.members[m.room]
		h.mu.Unlock()
		h.reached.Add(int64(members))
	}
}

func (h *hub) join(room string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.members[room]++
}

// post sends what a user wrote while the room cannot change.
func (h *hub) post(texts ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.members["lobby"]++
	for _, text := range texts {
		h.posts <- message{"lobby", text} // leak 23
	}
}

func (h *hub) postOutside(texts ...string) {
	h.join("lobby")
	for _, text := range texts {
		h.posts <- message{"lobby", text}
	}
}

func chat(post func(*hub, ...string)) func(int) {
	return func(int) {
		h := newHub()
		defer close(h.posts)
		h.join("lobby")
		post(h, "hello", "anybody here?", "bye")
	}
}

func main() {
	harness.Main(harness.Program{Incident: chat((*hub).post), Fixed: chat((*hub).postOutside)})
}
