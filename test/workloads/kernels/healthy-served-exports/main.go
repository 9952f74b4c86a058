// Command healthy-served-exports starts an export for each request and answers at once; another goroutine files what becomes of it.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type exports struct {
	mu     sync.Mutex
	status map[int]string
	next   int
}

func (e *exports) write(pages int) error {
	for i := 0; i < pages; i++ {
		time.Sleep(120 * time.Millisecond)
	}
	return nil
}

func (e *exports) start(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	id := e.next
	e.next++
	e.status[id] = "running"
	e.mu.Unlock()
	done := make(chan error, 1)
	go func() { done <- e.write(15) }()
	go func() {
		err := <-done
		e.mu.Lock()
		defer e.mu.Unlock()
		e.status[id] = fmt.Sprint("done ", err)
	}()
	fmt.Fprintln(w, id)
}

func main() {
	e := &exports{status: map[int]string{}}
	bare.Serve(func() { http.HandleFunc("/work", e.start) })
}
