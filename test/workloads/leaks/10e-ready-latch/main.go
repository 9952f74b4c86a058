// Command registry loads a shard when it is first asked for. Whoever asks meanwhile waits until the shard is ready; when loading
// fails it returns before it says so.
package main

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type shard struct {
	ready chan struct{}
	err   error
	rows  map[string]string
}

type registry struct {
	mu     sync.Mutex
	shards map[string]*shard
	load   func(name string, s *shard)
}

var errGone = errors.New("shard is gone")

func fetch(name string) (map[string]string, error) {
	time.Sleep(5 * time.Millisecond)
	if name[0] == 'x' {
		return nil, errGone
	}
	return map[string]string{"name": name}, nil
}

func loadOrForget(name string, s *shard) {
	rows, err := fetch(name)
	if err != nil {
		s.err = err
		return
	}
	s.rows = rows
	close(s.ready)
}

func loadAndTell(name string, s *shard) {
	defer close(s.ready)
	s.rows, s.err = fetch(name)
}

// shard answers the shard of that name once it can be read.
func (r *registry) shard(name string) (*shard, error) {
	r.mu.Lock()
	s, ok := r.shards[name]
	if !ok {
		s = &shard{ready: make(chan struct{})}
		r.shards[name] = s
		go r.load(name, s)
	}
	r.mu.Unlock()
	<-s.ready // leak 10
	return s, s.err
}

func (r *registry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	s, err := r.shard(q.URL.Query().Get("shard"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusGone)
		return
	}
	_, _ = w.Write([]byte(s.rows["name"]))
}

var (
	broken  = &registry{shards: map[string]*shard{}, load: loadOrForget}
	sound   = &registry{shards: map[string]*shard{}, load: loadAndTell}
	address string
)

func serve() {
	mux := http.NewServeMux()
	mux.Handle("/a", broken)
	mux.Handle("/b", sound)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	address = "http://" + listener.Addr().String()
	go func() { _ = (&http.Server{Handler: mux}).Serve(listener) }()
}

func get(path string) {
	client := http.Client{Timeout: 50 * time.Millisecond}
	if response, err := client.Get(address + path); err == nil {
		_ = response.Body.Close()
	}
}

func main() {
	names := []string{"x1", "a1", "x2", "b7"}
	harness.Main(harness.Program{
		Setup:    serve,
		Incident: func(i int) { get("/a?shard=" + names[i%4]) },
		Fixed:    func(i int) { get("/b?shard=" + names[i%4]) },
	})
}
