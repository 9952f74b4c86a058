// Command reports serves reports over HTTP. The wrapper that answers 504 after a while does not tell the rendering, whose
// page then has no taker.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"example.com/workloads/harness"
)

// render is a page made elsewhere in the program.
type render func(r *http.Request) string

func monthly(r *http.Request) string {
	rows := 20
	if r.URL.Query().Get("scope") == "all" {
		rows = 60
	}
	var page strings.Builder
	for row := 0; row < rows; row++ {
		time.Sleep(500 * time.Microsecond)
		fmt.Fprintf(&page, "%d;%d\n", row, row*row)
	}
	return page.String()
}

func limited(limit time.Duration, inner render) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := make(chan string)
		go func() { page <- inner(r) }() // leak 2
		timer := time.NewTimer(limit)
		defer timer.Stop()
		select {
		case text := <-page:
			_, _ = io.WriteString(w, text)
		case <-timer.C:
			http.Error(w, "took too long", http.StatusGatewayTimeout)
		}
	}
}

func limitedBuffered(limit time.Duration, inner render) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := make(chan string, 1)
		go func() { page <- inner(r) }()
		timer := time.NewTimer(limit)
		defer timer.Stop()
		select {
		case text := <-page:
			_, _ = io.WriteString(w, text)
		case <-timer.C:
			http.Error(w, "took too long", http.StatusGatewayTimeout)
		}
	}
}

var address string

func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	address = "http://" + listener.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("/monthly", limited(20*time.Millisecond, monthly))
	mux.HandleFunc("/v2/monthly", limitedBuffered(20*time.Millisecond, monthly))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Second, IdleTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
}

func fetch(path string) {
	response, err := http.Get(address + path)
	if err != nil {
		return
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
}

func main() {
	harness.Main(harness.Program{
		Setup:    serve,
		Incident: func(int) { fetch("/monthly?scope=all") },
		Fixed:    func(int) { fetch("/v2/monthly?scope=all") },
	})
}
