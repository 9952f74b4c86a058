// Command 41-retry-overwrites tries again while the server is busy; every answer but the last is dropped as it is.
package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"example.com/workloads/harness/bare"
)

// leak-site 41 net/http.(*persistConn).readLoop
// leak-site 41 net/http.(*persistConn).writeLoop

func getWithRetry(c *http.Client, url string, tries int, fixed bool) (*http.Response, error) {
	var answer *http.Response
	for i := 0; i < tries; i++ {
		var err error
		if answer, err = c.Get(url); err != nil {
			return nil, err
		}
		if answer.StatusCode == http.StatusOK {
			return answer, nil
		}
		if fixed && i < tries-1 {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
	}
	return answer, nil
}

func main() {
	page := strings.Repeat("busy\n", 8192)
	bare.Main(func(fixed bool) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, page)
		}))
		client := &http.Client{Transport: &http.Transport{}}
		answer, err := getWithRetry(client, server.URL, 4, fixed)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		client.CloseIdleConnections()
	})
}
