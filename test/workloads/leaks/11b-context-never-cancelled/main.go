// Command watch streams changes of keys to HTTP clients. The watch of a key is bound to Background instead of the request,
// so that it outlives the client.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type change struct {
	key   string
	value int
}

type keyspace struct {
	mu       sync.Mutex
	watchers map[chan change]string
}

// Watch calls changed for each change of the key until ctx ends.
func (k *keyspace) Watch(ctx context.Context, key string, changed func(change)) {
	in := make(chan change, 8)
	k.mu.Lock()
	k.watchers[in] = key
	k.mu.Unlock()
	go func() {
		for {
			select { // leak 11
			case c := <-in:
				changed(c)
			case <-ctx.Done():
				k.mu.Lock()
				delete(k.watchers, in)
				k.mu.Unlock()
				return
			}
		}
	}()
}

func (k *keyspace) put(c change) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for in, key := range k.watchers {
		if key == c.key {
			select {
			case in <- c:
			default:
			}
		}
	}
}

var (
	store   = &keyspace{watchers: map[chan change]string{}}
	address string
)

func first(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	got := make(chan change, 1)
	store.Watch(ctx, r.URL.Query().Get("key"), func(c change) {
		select {
		case got <- c:
		default:
		}
	})
	select {
	case c := <-got:
		fmt.Fprintln(w, c.key, c.value)
	case <-time.After(10 * time.Millisecond):
		w.WriteHeader(http.StatusNoContent)
	}
}

func serve() {
	mux := http.NewServeMux()
	mux.HandleFunc("/first", func(w http.ResponseWriter, r *http.Request) { first(context.Background(), w, r) })
	mux.HandleFunc("/v2/first", func(w http.ResponseWriter, r *http.Request) { first(r.Context(), w, r) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	address = "http://" + listener.Addr().String()
	go func() { _ = http.Serve(listener, mux) }()
	go func() {
		for n := 0; ; n++ {
			store.put(change{"other", n})
			time.Sleep(50 * time.Millisecond)
		}
	}()
}

func get(path string) {
	response, err := http.Get(address + path)
	if err == nil {
		_ = response.Body.Close()
	}
}

func main() {
	harness.Main(harness.Program{
		Setup:    serve,
		Incident: func(int) { get("/first?key=limits") },
		Fixed:    func(int) { get("/v2/first?key=limits") },
	})
}
