// A notification API by long polls: each answers when there is news or after its time.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type inbox struct {
	mu      sync.Mutex
	version int
	changed chan struct{}
}

func (b *inbox) deliver() {
	b.mu.Lock()
	b.version++
	close(b.changed)
	b.changed = make(chan struct{})
	b.mu.Unlock()
}

func (b *inbox) wait() (int, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.version, b.changed
}

type pollAPI struct {
	hold  time.Duration
	boxes map[string]*inbox
}

func (a *pollAPI) poll(w http.ResponseWriter, r *http.Request) {
	box := a.boxes[r.PathValue("box")]
	version, changed := box.wait()
	expired := time.NewTimer(a.hold)
	defer expired.Stop()
	select {
	case <-changed:
		version++
	case <-expired.C:
	case <-r.Context().Done():
		return
	}
	fmt.Fprintln(w, version)
}

func watchBox(client *http.Client, url string) {
	for {
		response, err := client.Get(url)
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second)
			continue
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}

func main() {
	harness.Serve(func(load bool) {
		api := &pollAPI{hold: 30 * time.Second, boxes: map[string]*inbox{}}
		for _, name := range []string{"orders", "alerts", "chat"} {
			api.boxes[name] = &inbox{changed: make(chan struct{})}
		}
		mux := http.NewServeMux()
		mux.HandleFunc("GET /poll/{box}", api.poll)
		server := httptest.NewServer(mux)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
		for name := range api.boxes {
			for i := 0; i < 15; i++ {
				go watchBox(client, server.URL+"/poll/"+name)
			}
		}
		if load {
			go func() {
				for range time.Tick(40 * time.Millisecond) {
					api.boxes["orders"].deliver()
				}
			}()
			go func() {
				for range time.Tick(700 * time.Millisecond) {
					api.boxes["alerts"].deliver()
					go watchBox(client, server.URL+"/poll/chat")
				}
			}()
		}
	})
}
