// Server-sent events: dashboards stay connected, and more of them join all the time.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type broker struct {
	mu          sync.Mutex
	subscribers map[chan string]struct{}
}

func newBroker(every time.Duration) *broker {
	b := &broker{subscribers: map[chan string]struct{}{}}
	go b.publish(every)
	return b
}

func (b *broker) publish(every time.Duration) {
	for at := range time.Tick(every) {
		b.mu.Lock()
		for s := range b.subscribers {
			select {
			case s <- at.Format(time.StampMilli):
			default: // a slow dashboard misses a reading
			}
		}
		b.mu.Unlock()
	}
}

func (b *broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	readings := make(chan string, 4)
	b.mu.Lock()
	b.subscribers[readings] = struct{}{}
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.subscribers, readings)
		b.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	out.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case reading := <-readings:
			fmt.Fprintf(w, "data: %s\n\n", reading)
			if out.Flush() != nil {
				return
			}
		}
	}
}

func follow(ctx context.Context, url string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		log.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
	}
}

func main() {
	harness.Serve(func(load bool) {
		every := time.Hour
		if load {
			every = 50 * time.Millisecond
		}
		server := httptest.NewServer(newBroker(every))
		for i := 0; i < 40; i++ {
			go follow(context.Background(), server.URL)
		}
		if !load {
			return
		}
		go func() {
			for n := 0; ; n++ {
				time.Sleep(150 * time.Millisecond)
				go func() {
					ctx, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
					defer cancel()
					follow(ctx, server.URL)
				}()
				if n%3 == 0 {
					go follow(context.Background(), server.URL)
				}
			}
		}()
	})
}
