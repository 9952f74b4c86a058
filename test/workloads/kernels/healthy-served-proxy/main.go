// Command healthy-served-proxy asks a slow backend for each request, over connections that it keeps, and refreshes its token now and then.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type proxy struct {
	client  *http.Client
	backend string
	once    sync.Once
	token   chan string
}

func (p *proxy) refresh(ctx context.Context) {
	for n := 0; ; n++ {
		select {
		case p.token <- fmt.Sprint("token", n):
		case <-ctx.Done():
			return
		}
	}
}

func (p *proxy) serve(w http.ResponseWriter, r *http.Request) {
	p.once.Do(func() { go p.refresh(context.Background()) })
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, p.backend, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	request.Header.Set("Authorization", <-p.token)
	answer, err := p.client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	_, _ = io.Copy(w, answer.Body)
}

func main() {
	bare.Serve(func() {
		backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(60 * time.Millisecond)
			fmt.Fprintln(w, "slow")
		}))
		p := &proxy{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}, backend: backend.URL, token: make(chan string)}
		http.HandleFunc("/work", p.serve)
	})
}
