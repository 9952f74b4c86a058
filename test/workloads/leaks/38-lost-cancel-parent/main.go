// Sessions under the context of the server, which lives for ever: each stays in its list of children.
// moments 6
package main

import (
	"context"
	"fmt"

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

func visits(int) {
	for i := 0; i < 4000; i++ {
		api.open("ada").greet()
	}
}

func visitsThatEnd(int) {
	for i := 0; i < 4000; i++ {
		s := api.open("ada")
		s.greet()
		s.close()
	}
}

func main() { harness.Main(harness.Program{Incident: visits, Fixed: visitsThatEnd}) }
