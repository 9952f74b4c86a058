// A gateway whose handlers call an upstream without any limit; the upstream accepts and never answers.
package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

type gateway struct{ upstream string }

func (g gateway) legacy(w http.ResponseWriter, r *http.Request) {
	response, err := http.Get(g.upstream) // leak 44
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	io.Copy(w, response.Body)
}

func (g gateway) current(w http.ResponseWriter, r *http.Request) {
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, g.upstream, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	io.Copy(w, response.Body)
}

// silent takes connections and says nothing, as a process does that is stopped.
func silent() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	var held []net.Conn
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			held = append(held, conn)
		}
	}()
	return "http://" + listener.Addr().String()
}

var front *httptest.Server

func listen() {
	g := gateway{silent()}
	mux := http.NewServeMux()
	mux.HandleFunc("/legacy", g.legacy)
	mux.HandleFunc("/current", g.current)
	front = httptest.NewServer(mux)
}

func visit(path string) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, front.URL+path, nil)
	if err != nil {
		panic(err)
	}
	if response, err := client.Do(request); err == nil {
		response.Body.Close()
	}
}

func main() {
	harness.Main(harness.Program{
		Setup:    listen,
		Incident: func(int) { visit("/legacy") },
		Fixed:    func(int) { visit("/current") },
	})
}
