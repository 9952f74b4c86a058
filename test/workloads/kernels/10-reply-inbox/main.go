// Command 10-reply-inbox asks over a bus and waits for the reply; the responder has no answer to what it does not know.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type request struct {
	subject string
	inbox   chan string
}

type bus struct {
	mu       sync.Mutex
	handlers map[string]func(request)
}

func (b *bus) publish(r request, fixed bool) {
	b.mu.Lock()
	handle := b.handlers[r.subject]
	b.mu.Unlock()
	if handle != nil {
		handle(r)
	} else if fixed {
		r.inbox <- "no responders"
	}
}

func (b *bus) request(subject string, fixed bool) string {
	r := request{subject: subject, inbox: make(chan string, 1)}
	b.publish(r, fixed)
	return <-r.inbox // leak 10, 4, 44
}

func main() {
	b := &bus{handlers: map[string]func(request){"time": func(r request) { r.inbox <- time.Now().String() }}}
	bare.Main(func(fixed bool) {
		warmed := make(chan string, 1)
		go func() { warmed <- b.request("time", fixed) }()
		<-warmed
		go func() {
			if answer := b.request("weather", fixed); answer != "" {
				warmed <- answer
			}
		}()
	})
}
