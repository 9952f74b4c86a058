// A render farm whose pools come into being with the first request for each format.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type job struct {
	page  int
	reply chan string
}

type renderer struct {
	queue chan job
	quit  chan struct{}
}

func (r *renderer) loop(format string) {
	for {
		select {
		case j := <-r.queue:
			time.Sleep(2 * time.Millisecond)
			j.reply <- fmt.Sprintf("%s page %d", format, j.page)
		case <-r.quit:
			return
		}
	}
}

type farm struct {
	mu        sync.Mutex
	renderers map[string]*renderer
}

func (f *farm) renderer(format string) *renderer {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r, ok := f.renderers[format]; ok {
		return r
	}
	r := &renderer{queue: make(chan job), quit: make(chan struct{})}
	f.renderers[format] = r
	for i := 0; i < 12; i++ {
		go r.loop(format)
	}
	return r
}

func (f *farm) render(ctx context.Context, format string, page int) (string, error) {
	j := job{page: page, reply: make(chan string, 1)}
	select {
	case f.renderer(format).queue <- j:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case text := <-j.reply:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (f *farm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := f.render(r.Context(), r.URL.Query().Get("format"), 1)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, text)
}

func request(url, format string) {
	response, err := http.Get(url + "/?format=" + format)
	if err != nil {
		log.Print(err)
		return
	}
	response.Body.Close()
}

func main() {
	harness.Serve(func(load bool) {
		server := httptest.NewServer(&farm{renderers: map[string]*renderer{}})
		request(server.URL, "pdf")
		go func() {
			// The other formats are asked for much later, in the middle of the captures.
			for _, format := range []string{"png", "svg", "epub"} {
				time.Sleep(900 * time.Millisecond)
				request(server.URL, format)
			}
		}()
		for i := 0; load && i < 10; i++ {
			go func() {
				for {
					request(server.URL, "pdf")
				}
			}()
		}
	})
}
