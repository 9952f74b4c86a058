// Command healthy-long-poll answers when something changed, or after half a minute.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type document struct {
	mu      sync.Mutex
	version int
	changed chan struct{}
}

func (d *document) wait(r *http.Request) int {
	d.mu.Lock()
	changed := d.changed
	d.mu.Unlock()
	select {
	case <-changed:
	case <-time.After(30 * time.Second):
	case <-r.Context().Done():
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.version
}

func (d *document) edit() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.version++
	close(d.changed)
	d.changed = make(chan struct{})
}

func poll(url string) {
	for {
		answer, err := http.Get(url)
		if err != nil {
			return
		}
		_ = answer.Body.Close()
	}
}

func main() {
	d := &document{changed: make(chan struct{})}
	bare.Main(func(bool) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintln(w, d.wait(r))
		}))
		for i := 0; i < 6; i++ {
			go poll(server.URL)
		}
		time.Sleep(100 * time.Millisecond)
		d.edit()
	})
}
