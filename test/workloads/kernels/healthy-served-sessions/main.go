// Command healthy-served-sessions starts a session at login; it lives for half an hour, or until the user says more.
package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type session struct {
	id   int
	said chan string
}

type book struct {
	mu       sync.Mutex
	sessions map[int]*session
	next     int
}

func (b *book) live(ctx context.Context, s *session) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute)
	defer cancel()
	for {
		select {
		case <-s.said:
		case <-ctx.Done():
			b.mu.Lock()
			delete(b.sessions, s.id)
			b.mu.Unlock()
			return
		}
	}
}

func (b *book) login(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.sessions) > 3 {
		b.sessions[b.next%4].said <- "hello again"
		b.next++
		fmt.Fprintln(w, "welcome back")
		return
	}
	s := &session{id: b.next, said: make(chan string)}
	b.sessions[s.id] = s
	b.next++
	go b.live(context.WithoutCancel(r.Context()), s)
	fmt.Fprintln(w, "welcome")
}

func main() {
	b := &book{sessions: map[int]*session{}}
	bare.Serve(func() { http.HandleFunc("/work", b.login) })
}
