// Command healthy-served-lazy-mailer starts its one mailer when the first request has something to send.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type mail struct{ to, text string }

type office struct {
	once  sync.Once
	queue chan mail
	sent  int
}

func (o *office) post(m mail) {
	o.once.Do(func() {
		o.queue = make(chan mail, 16)
		go o.deliver()
	})
	o.queue <- m
}

func (o *office) deliver() {
	for m := range o.queue {
		time.Sleep(time.Millisecond)
		o.sent += len(m.to)
	}
}

func main() {
	o := &office{}
	bare.Serve(func() {
		http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
			o.post(mail{"ann", "hello"})
			fmt.Fprintln(w, "queued")
		})
	})
}
