// Command 44-handler-waits-for-hub registers each visitor with a hub, which has stopped after an error.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness/bare"
)

type hub struct {
	register chan string
	members  int
}

func (h *hub) run(lasts bool) {
	for name := range h.register {
		h.members++
		if name == "mallory" && !lasts {
			return
		}
	}
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	h.register <- r.URL.Query().Get("name") // leak 44, 12, 1
	fmt.Fprintln(w, "welcome")
}

func visit(url, name string) {
	client := http.Client{Timeout: 50 * time.Millisecond}
	if answer, err := client.Get(url + "?name=" + name); err == nil {
		_ = answer.Body.Close()
	}
}

func main() {
	bare.Main(func(fixed bool) {
		h := &hub{register: make(chan string)}
		go h.run(fixed)
		server := httptest.NewServer(http.HandlerFunc(h.serve))
		for _, name := range []string{"ann", "mallory", "bob", "eve"} {
			visit(server.URL, name)
		}
		if fixed {
			server.Close()
			close(h.register)
		}
	})
}
