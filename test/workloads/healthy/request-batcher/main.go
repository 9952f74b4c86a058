// A store that answers reads in batches: readers wait for their batch, which leaves when it is full or old enough.
package main

import (
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type result struct {
	value string
	err   error
}

type batch struct {
	keys  []int
	outs  []*result
	ready chan struct{}
	full  chan struct{}
}

type loader struct {
	mu      sync.Mutex
	current *batch
	wait    time.Duration
	most    int
	fetch   func([]int) []string
}

// Load gives the value of a key.
func (l *loader) Load(key int) (string, error) {
	l.mu.Lock()
	if l.current == nil {
		l.current = &batch{ready: make(chan struct{}), full: make(chan struct{})}
		go l.leave(l.current)
	}
	b, out := l.current, &result{}
	b.keys = append(b.keys, key)
	b.outs = append(b.outs, out)
	if len(b.keys) == l.most {
		l.current = nil
		close(b.full)
	}
	l.mu.Unlock()
	<-b.ready
	return out.value, out.err
}

func (l *loader) leave(b *batch) {
	select {
	case <-b.full:
	case <-time.After(l.wait):
		l.mu.Lock()
		if l.current == b {
			l.current = nil
		}
		l.mu.Unlock()
	}
	for i, value := range l.fetch(b.keys) {
		b.outs[i].value = value
	}
	close(b.ready)
}

func slowFetch(keys []int) []string {
	time.Sleep(12 * time.Millisecond)
	values := make([]string, len(keys))
	for i, key := range keys {
		values[i] = strconv.Itoa(key * key)
	}
	return values
}

func main() {
	harness.Serve(func(load bool) {
		l := &loader{wait: 8 * time.Millisecond, most: 25, fetch: slowFetch}
		harness.Keep(l)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			key, _ := strconv.Atoi(r.URL.Query().Get("key"))
			value, _ := l.Load(key)
			_, _ = w.Write([]byte(value))
		})}
		go func() { _ = server.Serve(listener) }()
		_, _ = l.Load(3)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 40}}
		for i := 0; load && i < 40; i++ {
			go func() {
				for key := i; ; key++ {
					response, err := client.Get("http://" + listener.Addr().String() + "/?key=" + strconv.Itoa(key))
					if err == nil {
						_ = response.Body.Close()
					}
				}
			}()
		}
	})
}
