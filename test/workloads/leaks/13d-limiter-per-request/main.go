// Command proxy limits each caller. The limiter, which refills itself in the background, is made for each request instead of for
// each caller, and nobody closes it.
package main

import (
	"net"
	"net/http"
	"time"

	"example.com/workloads/harness"
)

type Bucket struct {
	tokens chan struct{}
	closed chan struct{}
}

func NewBucket(every time.Duration, burst int) *Bucket {
	b := &Bucket{make(chan struct{}, burst), make(chan struct{})}
	for i := 0; i < burst; i++ {
		b.tokens <- struct{}{}
	}
	go b.refill(every)
	return b
}

func (b *Bucket) refill(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select { // leak 7 13 32
		case <-ticker.C:
		case <-b.closed:
			return
		}
		select {
		case b.tokens <- struct{}{}:
		default:
		}
	}
}

func (b *Bucket) Allow() bool {
	select {
	case <-b.tokens:
		return true
	default:
		return false
	}
}

func (b *Bucket) Close() { close(b.closed) }

var address string

func serve() {
	mux := http.NewServeMux()
	mux.HandleFunc("/a", func(w http.ResponseWriter, _ *http.Request) {
		if !NewBucket(50*time.Millisecond, 10).Allow() {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	mux.HandleFunc("/b", func(w http.ResponseWriter, _ *http.Request) {
		bucket := NewBucket(50*time.Millisecond, 10)
		defer bucket.Close()
		if !bucket.Allow() {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	address = "http://" + l.Addr().String()
	go func() { _ = http.Serve(l, mux) }()
}

func get(path string) {
	if response, err := http.Get(address + path); err == nil {
		_ = response.Body.Close()
	}
}

func main() {
	harness.Main(harness.Program{
		Setup:    serve,
		Incident: func(int) { get("/a") },
		Fixed:    func(int) { get("/b") },
	})
}
