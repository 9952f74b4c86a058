// Sessions under the context of the server, which lives for ever: each stays in its list of children.
// moments 6
package main

import (
	"context"
	"fmt"
	"time"

	"example.com/workloads/harness"
)

type server struct {
	ctx context.Context
	end context.CancelFunc
}

type userKey struct{}

type session struct {
	ctx   context.Context
	close func()
}

func newServer() *server {
	ctx, cancel := context.WithCancel(context.Background())
	return &server{ctx: ctx, end: cancel}
}

func (s *server) open(user string) *session {
	ctx, cancel := context.WithCancel(s.ctx) // leak-heap 38
	return &session{ctx: context.WithValue(ctx, userKey{}, user), close: cancel}
}

func (s *session) greet() string { return fmt.Sprint("hello ", s.ctx.Value(userKey{})) }

var api = newServer()

// crowd is what one link from a large site brings: five seconds of visitors.
func crowd(visit func(user string)) {
	for i := 0; i < 4000; i++ {
		visit("ada")
		if i%80 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func visits(int) {
	crowd(func(user string) { api.open(user).greet() })
}

func visitsThatEnd(int) {
	crowd(func(user string) {
		s := api.open(user)
		s.greet()
		s.close()
	})
}

func main() { harness.Main(harness.Program{Incident: visits, Fixed: visitsThatEnd}) }
