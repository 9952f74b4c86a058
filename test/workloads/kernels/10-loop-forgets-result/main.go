// Command 10-loop-forgets-result serialises calls in one goroutine, which leaves at the first error without answering the rest.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type request struct {
	key   string
	reply chan error
}

type kv struct{ requests chan request }

func (k *kv) loop(fixed bool) {
	for r := range k.requests {
		if r.key == "" {
			if fixed {
				r.reply <- errors.New("no key")
				continue
			}
			return
		}
		r.reply <- nil
	}
}

func (k *kv) put(key string) error {
	r := request{key: key, reply: make(chan error, 1)}
	k.requests <- r
	return <-r.reply // leak 10, 4, 1
}

func main() {
	bare.Main(func(fixed bool) {
		k := &kv{requests: make(chan request, 4)}
		go k.loop(fixed)
		for _, key := range []string{"a", "", "b"} {
			go k.put(key)
			time.Sleep(2 * time.Millisecond)
		}
		if fixed {
			close(k.requests)
		}
	})
}
