// A handler that asks a back office for a reply, which does not come; the client has long gone.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

type question struct {
	id     string
	answer chan string
}

type office struct {
	inbox chan question
	lost  []question
}

// work answers what it knows; everything else is put aside.
func (o *office) work() {
	for q := range o.inbox {
		if q.id == "known" {
			q.answer <- "yes"
			continue
		}
		o.lost = append(o.lost, q)
	}
}

func (o *office) handle(w http.ResponseWriter, r *http.Request) {
	q := question{r.URL.Query().Get("id"), make(chan string)}
	o.inbox <- q
	fmt.Fprintln(w, <-q.answer) // leak 44
}

func (o *office) handleWhile(w http.ResponseWriter, r *http.Request) {
	q := question{r.URL.Query().Get("id"), make(chan string, 1)}
	o.inbox <- q
	select {
	case text := <-q.answer:
		fmt.Fprintln(w, text)
	case <-r.Context().Done():
	}
}

var server *httptest.Server

func listen() {
	o := &office{inbox: make(chan question)}
	go o.work()
	mux := http.NewServeMux()
	mux.HandleFunc("/ask", o.handle)
	mux.HandleFunc("/v2/ask", o.handleWhile)
	server = httptest.NewServer(mux)
}

func ask(path string) {
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path+"?id=unknown", nil)
	if err != nil {
		panic(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
}

func main() {
	harness.Main(harness.Program{
		Setup:    listen,
		Incident: func(int) { ask("/ask") },
		Fixed:    func(int) { ask("/v2/ask") },
	})
}
