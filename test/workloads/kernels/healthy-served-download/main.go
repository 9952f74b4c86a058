// Command healthy-served-download archives on the way to a slow client, through a pipe, with a progress line that somebody else writes.
package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"example.com/workloads/harness/bare"
)

type archive struct{ written atomic.Int64 }

func (a *archive) pack(w *io.PipeWriter, files int) {
	for i := 0; i < files; i++ {
		n, err := io.WriteString(w, strings.Repeat("file", 256))
		a.written.Add(int64(n))
		if err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	_ = w.Close()
}

func (a *archive) progress(over <-chan struct{}) {
	for {
		select {
		case <-time.After(50 * time.Millisecond):
			_ = fmt.Sprint(a.written.Load())
		case <-over:
			return
		}
	}
}

func (a *archive) serve(w http.ResponseWriter, r *http.Request) {
	over := make(chan struct{})
	defer close(over)
	from, to := io.Pipe()
	defer from.Close()
	go a.pack(to, 40)
	go a.progress(over)
	_, _ = io.Copy(w, from)
}

func main() {
	a := &archive{}
	bare.Serve(func() { http.HandleFunc("/work", a.serve) })
}
