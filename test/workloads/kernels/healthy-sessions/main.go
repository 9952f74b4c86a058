// Command healthy-sessions holds sessions that end when a timer of theirs fires, in an hour.
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type session struct {
	expired chan struct{}
	timer   *time.Timer
}

type registry struct {
	mu       sync.Mutex
	sessions map[int]*session
}

func (r *registry) open(id int) {
	s := &session{expired: make(chan struct{})}
	s.timer = time.AfterFunc(time.Hour, func() { close(s.expired) })
	r.mu.Lock()
	r.sessions[id] = s
	r.mu.Unlock()
	go func() {
		<-s.expired
		r.mu.Lock()
		delete(r.sessions, id)
		r.mu.Unlock()
	}()
}

func renew(ctx context.Context) {
	<-ctx.Done()
}

func main() {
	r := &registry{sessions: map[int]*session{}}
	bare.Main(func(bool) {
		for id := 0; id < 3; id++ {
			r.open(id)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		renew(ctx)
	})
}
