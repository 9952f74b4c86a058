// Command storefront is a web shop: pages over HTTP with keep-alive, a pool that sends mails, a catalogue that is read anew now
// and then. Two handlers leak: recommendations that come late, and a stock check that counts a warehouse which is closed.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type mail struct{ to, subject string }

type mailPool struct {
	outbox chan mail
	sent   atomic.Int64
}

func newMailPool(workers int) *mailPool {
	p := &mailPool{outbox: make(chan mail, 32)}
	for n := 0; n < workers; n++ {
		go func() {
			for m := range p.outbox {
				time.Sleep(time.Millisecond)
				p.sent.Add(int64(len(m.subject)))
			}
		}()
	}
	return p
}

type warehouse struct {
	name   string
	closed bool
	left   int
}

type shop struct {
	mails      *mailPool
	warehouses []warehouse
	reads      atomic.Int64
	// sound is whether the shop has the repairs.
	sound bool
}

func (s *shop) rereadCatalog(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for range tick.C {
		s.reads.Add(1)
	}
}

func (s *shop) recommend(customer string) []string {
	time.Sleep(8 * time.Millisecond)
	return []string{"lamp for " + customer}
}

func (s *shop) recommendations(w http.ResponseWriter, r *http.Request) {
	room := 0
	if s.sound {
		room = 1
	}
	found := make(chan []string, room)
	go func() {
		found <- s.recommend(r.URL.Query().Get("customer")) // leak 2
	}()
	select {
	case items := <-found:
		fmt.Fprintln(w, items)
	case <-time.After(3 * time.Millisecond):
		fmt.Fprintln(w, "bestsellers")
	}
}

func (s *shop) stock(w http.ResponseWriter, _ *http.Request) {
	var asked sync.WaitGroup
	var total atomic.Int64
	for _, house := range s.warehouses {
		asked.Add(1)
		go func() {
			if house.closed {
				if s.sound {
					asked.Done()
				}
				return
			}
			time.Sleep(time.Millisecond)
			total.Add(int64(house.left))
			asked.Done()
		}()
	}
	answered := make(chan struct{})
	go func() {
		asked.Wait() // leak 25
		close(answered)
	}()
	select {
	case <-answered:
	case <-time.After(5 * time.Millisecond):
	}
	fmt.Fprintln(w, total.Load())
}

func (s *shop) order(w http.ResponseWriter, r *http.Request) {
	s.mails.outbox <- mail{r.URL.Query().Get("customer"), "your order"}
	w.WriteHeader(http.StatusAccepted)
}

func (s *shop) serve() string {
	mux := http.NewServeMux()
	mux.HandleFunc("/recommendations", s.recommendations)
	mux.HandleFunc("/stock", s.stock)
	mux.HandleFunc("/order", s.order)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Second, IdleTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	go s.rereadCatalog(200 * time.Millisecond)
	return "http://" + listener.Addr().String()
}

func visit(address string) {
	for _, path := range []string{"/order", "/stock", "/recommendations"} {
		response, err := http.Get(address + path + "?customer=ann")
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

func newShop(sound bool) *shop {
	houses := []warehouse{{"north", false, 3}, {"south", true, 0}, {"west", false, 5}}
	return &shop{mails: newMailPool(6), warehouses: houses, sound: sound}
}

func main() {
	var leaky, sound string
	harness.Main(harness.Program{
		Setup:    func() { leaky, sound = newShop(false).serve(), newShop(true).serve() },
		Incident: func(int) { visit(leaky) },
		Fixed:    func(int) { visit(sound) },
	})
}
