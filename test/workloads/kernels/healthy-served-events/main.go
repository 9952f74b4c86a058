// Command healthy-served-events streams events to whoever asks for them, until they leave; there is one each second.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type feed struct {
	mu      sync.Mutex
	readers map[chan string]bool
}

func (f *feed) join() chan string {
	f.mu.Lock()
	defer f.mu.Unlock()
	events := make(chan string, 8)
	f.readers[events] = true
	return events
}

func (f *feed) leave(events chan string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.readers, events)
}

func (f *feed) publish() {
	for at := range time.Tick(time.Second) {
		f.mu.Lock()
		for events := range f.readers {
			select {
			case events <- at.String():
			default:
			}
		}
		f.mu.Unlock()
	}
}

func (f *feed) serve(w http.ResponseWriter, r *http.Request) {
	events := f.join()
	defer f.leave(events)
	for {
		select {
		case event := <-events:
			fmt.Fprintf(w, "data: %s\n\n", event)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

func main() {
	f := &feed{readers: map[chan string]bool{}}
	bare.Serve(func() {
		go f.publish()
		http.HandleFunc("/work", f.serve)
	})
}
