// Command healthy-subscribers has clients who each wait for the end of their context beside a reader of their events.
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type hub struct {
	mu      sync.Mutex
	clients map[int]chan string
}

func (h *hub) join(ctx context.Context, id int) {
	events := make(chan string, 4)
	h.mu.Lock()
	h.clients[id] = events
	h.mu.Unlock()
	go func() {
		<-ctx.Done()
		h.mu.Lock()
		delete(h.clients, id)
		close(events)
		h.mu.Unlock()
	}()
	for range events {
	}
}

func main() {
	h := &hub{clients: map[int]chan string{}}
	bare.Main(func(bool) {
		for id := 0; id < 5; id++ {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(time.Duration(id+1)*time.Minute, cancel)
			go h.join(ctx, id)
		}
		for {
			time.Sleep(500 * time.Millisecond)
			h.mu.Lock()
			for _, events := range h.clients {
				select {
				case events <- "tick":
				default:
				}
			}
			h.mu.Unlock()
		}
	})
}
