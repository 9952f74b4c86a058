// A handler that locks a session and returns early without unlocking; the next requests of that session hang.
package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type session struct {
	mu   sync.Mutex
	hits int
}

type site struct {
	mu       sync.Mutex
	sessions map[string]*session
}

func (s *site) session(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions[id] == nil {
		s.sessions[id] = &session{}
	}
	return s.sessions[id]
}

func (s *site) cart(w http.ResponseWriter, r *http.Request) {
	current := s.session("old " + r.URL.Query().Get("id"))
	current.mu.Lock() // leak 19 44
	if current.hits++; current.hits == 1 {
		http.Error(w, "cart is empty", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
	current.mu.Unlock()
}

func (s *site) cartDeferred(w http.ResponseWriter, r *http.Request) {
	current := s.session(r.URL.Query().Get("id"))
	current.mu.Lock()
	defer current.mu.Unlock()
	if current.hits++; current.hits == 1 {
		http.Error(w, "cart is empty", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var server *httptest.Server

func listen() {
	s := &site{sessions: map[string]*session{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/cart", s.cart)
	mux.HandleFunc("/v2/cart", s.cartDeferred)
	server = httptest.NewServer(mux)
}

func ask(path string) {
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path+"?id=ada", nil)
	if err != nil {
		panic(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		response.Body.Close()
	}
}

// visit is two requests of one browser.
func visit(path string) {
	ask(path)
	ask(path)
}

func main() {
	harness.Main(harness.Program{
		Setup:    listen,
		Incident: func(int) { visit("/cart") },
		Fixed:    func(int) { visit("/v2/cart") },
	})
}
