// Command healthy-http-idle is a server with keep-alive clients that have nothing to ask at the moment.
package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"example.com/workloads/harness/bare"
)

func main() {
	bare.Main(func(bool) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
		}))
		client := server.Client()
		client.Transport.(*http.Transport).MaxIdleConnsPerHost = 8
		var all sync.WaitGroup
		for i := 0; i < 6; i++ {
			all.Add(1)
			go func() {
				defer all.Done()
				answer, err := client.Get(server.URL)
				if err == nil {
					_, _ = io.Copy(io.Discard, answer.Body)
					_ = answer.Body.Close()
				}
			}()
		}
		all.Wait()
	})
}
