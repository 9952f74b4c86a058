// Command healthy-served-tenants has a goroutine for each tenant that ever asked for something; it writes what has come, once a second.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type tenant struct {
	name   string
	events chan string
	kept   []string
}

type tenants struct {
	mu     sync.Mutex
	byName map[string]*tenant
	asked  int
}

func (t *tenant) collect() {
	flush := time.NewTicker(time.Second)
	defer flush.Stop()
	var waiting []string
	for {
		select {
		case event := <-t.events:
			waiting = append(waiting, event)
		case <-flush.C:
			t.kept = append(t.kept[:0], waiting...)
			waiting = waiting[:0]
		}
	}
}

func (ts *tenants) serve(w http.ResponseWriter, r *http.Request) {
	ts.mu.Lock()
	name := fmt.Sprint("tenant", ts.asked%5)
	ts.asked++
	t := ts.byName[name]
	if t == nil {
		t = &tenant{name: name, events: make(chan string)}
		ts.byName[name] = t
		go t.collect()
	}
	ts.mu.Unlock()
	t.events <- r.URL.Path
	fmt.Fprintln(w, "seen")
}

func main() {
	ts := &tenants{byName: map[string]*tenant{}}
	bare.Serve(func() { http.HandleFunc("/work", ts.serve) })
}
