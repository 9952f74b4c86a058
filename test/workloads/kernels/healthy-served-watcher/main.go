// Command healthy-served-watcher waits for an order's payment when it is placed: the bank's callback is another request, which comes later.
package main

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type orders struct {
	mu      sync.Mutex
	waiting []chan string
	paid    int
}

func (o *orders) place(w http.ResponseWriter, r *http.Request) {
	payment := make(chan string, 1)
	o.mu.Lock()
	o.waiting = append(o.waiting, payment)
	o.mu.Unlock()
	go o.await(payment)
	fmt.Fprintln(w, "placed")
}

func (o *orders) await(payment <-chan string) {
	<-payment
	o.mu.Lock()
	defer o.mu.Unlock()
	o.paid++
}

// callbacks is the bank.
func (o *orders) callbacks() {
	for range time.Tick(400 * time.Millisecond) {
		o.mu.Lock()
		if len(o.waiting) > 0 {
			o.waiting[0] <- "paid"
			o.waiting = o.waiting[1:]
		}
		o.mu.Unlock()
	}
}

func main() {
	o := &orders{}
	bare.Serve(func() {
		go o.callbacks()
		http.HandleFunc("/work", o.place)
	})
}
