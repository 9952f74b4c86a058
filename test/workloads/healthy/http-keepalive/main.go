// An HTTP API and clients that keep their connections open.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type catalogue struct {
	mu    sync.RWMutex
	items map[string]int
}

func (c *catalogue) get(w http.ResponseWriter, r *http.Request) {
	c.mu.RLock()
	price := c.items[r.URL.Query().Get("sku")]
	c.mu.RUnlock()
	time.Sleep(3 * time.Millisecond)
	json.NewEncoder(w).Encode(map[string]int{"price": price})
}

func (c *catalogue) put(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	c.items[r.URL.Query().Get("sku")] = len(body)
	c.mu.Unlock()
}

func listen(api *catalogue) string {
	mux := http.NewServeMux()
	mux.HandleFunc("/items", api.get)
	mux.HandleFunc("/items/update", api.put)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	go func() {
		if err := server.Serve(listener); err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	return "http://" + listener.Addr().String()
}

type shop struct {
	base   string
	client *http.Client
}

func (s *shop) price(sku string) error {
	response, err := s.client.Get(s.base + "/items?sku=" + sku)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func (s *shop) browse(customer int) {
	for n := 0; ; n++ {
		if err := s.price(fmt.Sprint(customer, "-", n%10)); err != nil {
			log.Print(err)
		}
		time.Sleep(time.Duration(customer%7) * time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		base := listen(&catalogue{items: map[string]int{"tea": 4}})
		transport := &http.Transport{MaxIdleConnsPerHost: 24, IdleConnTimeout: time.Minute}
		s := &shop{base: base, client: &http.Client{Transport: transport, Timeout: 5 * time.Second}}
		var warm sync.WaitGroup
		for i := 0; i < 24; i++ {
			warm.Add(1)
			go func() {
				defer warm.Done()
				if err := s.price("tea"); err != nil {
					log.Print(err)
				}
			}()
		}
		warm.Wait()
		if load {
			for i := 0; i < 24; i++ {
				go s.browse(i)
			}
		}
	})
}
