// Command healthy-slow-jobs waits for jobs that take long: an export that sleeps between pages, a child process, a download.
package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

func export() <-chan int {
	done := make(chan int, 1)
	go func() {
		pages := 0
		for pages < 1000 {
			time.Sleep(50 * time.Millisecond)
			pages++
		}
		done <- pages
	}()
	return done
}

func child() error { return exec.Command("sleep", "30").Run() }

func download(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

func main() {
	bare.Main(func(bool) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "chunk\n")
				w.(http.Flusher).Flush()
				time.Sleep(200 * time.Millisecond)
			}
		}))
		var wg sync.WaitGroup
		wg.Add(3)
		go func() { defer wg.Done(); <-export() }()
		go func() { defer wg.Done(); _ = child() }()
		go func() { defer wg.Done(); _ = download(server.URL) }()
		wg.Wait()
	})
}
