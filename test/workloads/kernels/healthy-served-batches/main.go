// Command healthy-served-batches writes what requests bring in batches; each waits until its batch is on disk.
package main

import (
	"fmt"
	"net/http"
	"time"

	"example.com/workloads/harness/bare"
)

type write struct {
	data string
	done chan error
}

type batcher struct{ in chan write }

func (b *batcher) run() {
	var waiting []write
	flush := time.NewTicker(180 * time.Millisecond)
	for {
		select {
		case next := <-b.in:
			waiting = append(waiting, next)
		case <-flush.C:
			for _, w := range waiting {
				w.done <- nil
			}
			waiting = waiting[:0]
		}
	}
}

func (b *batcher) put(data string) error {
	w := write{data, make(chan error, 1)}
	b.in <- w
	return <-w.done
}

func main() {
	b := &batcher{in: make(chan write)}
	bare.Serve(func() {
		go b.run()
		http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintln(w, b.put(r.URL.Path))
		})
	})
}
