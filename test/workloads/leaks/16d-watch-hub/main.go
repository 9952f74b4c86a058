// Command keywatch has one goroutine that owns all watches of a connection: requests come in by one channel, answers go out by
// the channel in the request. A client that goes away between asking and listening leaves the owner at its answer; all others
// who ask then wait for it.
package main

import (
	"context"
	"time"

	"example.com/workloads/harness"
)

type watchID int64

type open struct {
	key   string
	reply chan watchID
}

type stream struct {
	requests chan open
	room     int
}

func dial(room int) *stream {
	s := &stream{requests: make(chan open), room: room}
	go s.own()
	return s
}

func (s *stream) own() {
	keys := map[watchID]string{}
	for next := watchID(1); ; next++ {
		request, ok := <-s.requests
		if !ok {
			return
		}
		keys[next] = request.key
		time.Sleep(2 * time.Millisecond)
		request.reply <- next // leak 16 12 2 1
	}
}

func (s *stream) Watch(ctx context.Context, key string) (watchID, error) {
	reply := make(chan watchID, s.room)
	s.requests <- open{key, reply} // leak 12 16
	select {
	case id := <-reply:
		return id, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (s *stream) Close() { close(s.requests) }

// session is a client that makes two watches; the first is given up at once.
func session(room int) {
	s := dial(room)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_, _ = s.Watch(gone, "config/a")
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, _ = s.Watch(ctx, "config/b")
	s.Close()
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { session(0) },
		Fixed:    func(int) { session(1) },
	})
}
