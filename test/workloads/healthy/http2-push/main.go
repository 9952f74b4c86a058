// HTTP/2 over TLS: one connection for all, with short requests, downloads in flight and a stream that stays open.
package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"example.com/workloads/harness"
)

type api struct{ chunk time.Duration }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	switch r.URL.Path {
	case "/events":
		tick := time.NewTicker(a.chunk)
		defer tick.Stop()
		out.Flush()
		for {
			select {
			case <-tick.C:
				io.WriteString(w, "event\n")
				out.Flush()
			case <-r.Context().Done():
				return
			}
		}
	case "/download":
		for i := 0; i < 10; i++ {
			io.WriteString(w, strings.Repeat("x", 8000))
			out.Flush()
			time.Sleep(5 * time.Millisecond)
		}
	default:
		io.WriteString(w, "ok")
	}
}

func get(client *http.Client, address string) error {
	response, err := client.Get(address)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func repeat(client *http.Client, address string) {
	for {
		if err := get(client, address); err != nil {
			log.Print(err)
		}
		time.Sleep(3 * time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		a := &api{chunk: time.Hour}
		if load {
			a.chunk = 15 * time.Millisecond
		}
		server := httptest.NewUnstartedServer(a)
		server.EnableHTTP2 = true
		server.StartTLS()
		client := server.Client()
		if err := get(client, server.URL); err != nil {
			log.Fatal(err)
		}
		for i := 0; i < 5; i++ {
			go get(client, server.URL+"/events")
		}
		for i := 0; load && i < 8; i++ {
			go repeat(client, server.URL)
			go repeat(client, server.URL+"/download")
		}
	})
}
