// Command 19-panic-in-handler panics between lock and unlock; the server recovers, and every later request waits.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type counter struct {
	mu    sync.Mutex
	pages map[string]*int
}

func (c *counter) hit(page string, fixed bool) int {
	c.mu.Lock() // leak 19, 44
	if fixed {
		defer c.mu.Unlock()
	}
	n := c.pages[page]
	*n++
	if !fixed {
		c.mu.Unlock()
	}
	return *n
}

func main() {
	bare.Main(func(fixed bool) {
		one := 1
		c := &counter{pages: map[string]*int{"/": &one}}
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintln(w, c.hit(r.URL.Path, fixed)) // leak 19, 44
		}))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.Start()
		client := http.Client{Timeout: 50 * time.Millisecond}
		for _, path := range []string{"/", "/unknown", "/", "/"} {
			if answer, err := client.Get(server.URL + path); err == nil {
				_ = answer.Body.Close()
			}
		}
	})
}
