// Command 41-status-not-ok returns without closing the body where the status is not what it wants.
package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"example.com/workloads/harness/bare"
)

// leak-site 41 net/http.(*persistConn).readLoop
// leak-site 41 net/http.(*persistConn).writeLoop

func get(c *http.Client, url string, fixed bool) ([]byte, error) {
	answer, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if fixed {
		defer answer.Body.Close()
	}
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New(answer.Status)
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

func main() {
	bare.Main(func(fixed bool) {
		page := strings.Repeat("no such thing\n", 4096)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, page)
		}))
		for i := 0; i < 3; i++ {
			_, _ = get(server.Client(), server.URL, fixed)
		}
	})
}
