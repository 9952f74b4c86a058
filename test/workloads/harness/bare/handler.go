package bare

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// work is the path whose handler runs the kernel.
	work = "/work"
	// patience is how long clients wait for an answer.
	patience = 300 * time.Millisecond
	// visitors ask for something harmless again and again, each on a connection of their own that they keep.
	visitors = 4
)

// Serve runs a healthy service whose handlers are registered with net/http, one of them at "/work"; it does not return. Styles: "handler",
// "handlers".
func Serve(routes func()) {
	run(func(bool) { fail("a service has the styles handler and handlers") }, func(bool) { routes() })
}

// serve is main of the process in which handlers run.
func serve() {
	listener := listen()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") })
	must(http.Serve(listener, nil))
}

// ask starts the service and has its captures taken amid load: one request to "/work" over a connection that is kept, or one each 150 ms until
// the end, every second of them over a connection of its own. Clients whose request is not answered in time leave.
func ask(again bool, variant string, captures func(address string), warm time.Duration) {
	address, stop := begin("handling", variant)
	over := make(chan struct{})
	var load sync.WaitGroup
	load.Add(visitors)
	for i := 0; i < visitors; i++ {
		go func() {
			defer load.Done()
			client := http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}
			for pause := time.Tick(40 * time.Millisecond); ; {
				select {
				case <-over:
					return
				case <-pause:
					get(&client, address+"/")
				}
			}
		}()
	}
	time.Sleep(warm / 10)
	kept := &http.Client{Transport: &http.Transport{}, Timeout: patience}
	alone := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	go get(kept, address+work)
	if again {
		load.Add(1)
		go func() {
			defer load.Done()
			for i, pause := 0, time.Tick(150*time.Millisecond); ; i++ {
				select {
				case <-over:
					return
				case <-pause:
					get([]*http.Client{kept, alone}[i%2], address+work)
				}
			}
		}()
	}
	time.Sleep(warm)
	captures(address)
	close(over)
	load.Wait()
	stop()
}

// get reads an answer; that there is none in time is what some clients are for.
func get(client *http.Client, url string) {
	answer, err := client.Get(url)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
}
