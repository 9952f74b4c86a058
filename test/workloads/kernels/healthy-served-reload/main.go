// Command healthy-served-reload starts what a configuration asks for anew when it is told to, and ends what the one before asked for.
package main

import (
	"fmt"
	"net/http"
	"sync"

	"example.com/workloads/harness/bare"
)

type generation struct {
	number int
	stop   chan struct{}
	alerts chan string
}

type server struct {
	mu      sync.Mutex
	current *generation
}

func (g *generation) notify() {
	for {
		select {
		case text := <-g.alerts:
			_ = fmt.Sprint(g.number, text)
		case <-g.stop:
			return
		}
	}
}

func (s *server) reload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := &generation{number: 1, stop: make(chan struct{}), alerts: make(chan string)}
	if s.current != nil {
		next.number = s.current.number + 1
		close(s.current.stop)
	}
	s.current = next
	go next.notify()
	go func() {
		<-next.stop
		s.mu.Lock()
		defer s.mu.Unlock()
		next.alerts = nil
	}()
	fmt.Fprintln(w, "reloaded")
}

func main() {
	s := &server{}
	bare.Serve(func() { http.HandleFunc("/work", s.reload) })
}
