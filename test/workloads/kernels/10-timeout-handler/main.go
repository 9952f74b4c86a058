// Command 10-timeout-handler answers for a handler that takes too long; the handler itself waits on for a backend that forgot it.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness/bare"
)

type backend struct{ answers chan string }

func (b *backend) lookup(name string) <-chan string {
	if name == "" {
		return make(chan string)
	}
	answer := make(chan string, 1)
	answer <- "hello " + name
	return answer
}

func profile(b *backend, fixed bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		found := b.lookup(r.URL.Query().Get("name"))
		if fixed {
			select {
			case text := <-found:
				fmt.Fprintln(w, text)
			case <-r.Context().Done():
			}
			return
		}
		fmt.Fprintln(w, <-found) // leak 10, 44, 4, 6, 24
	}
}

func main() {
	b := &backend{}
	bare.Main(func(fixed bool) {
		handler := http.TimeoutHandler(profile(b, fixed), 50*time.Millisecond, "too late")
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/profile", nil))
	})
}
