// A crawler with many hosts: idle connections to each of them, a frontier channel and a bound on what runs at once.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type site struct{ latency time.Duration }

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	time.Sleep(s.latency)
	for i := 0; i < 3; i++ {
		fmt.Fprintf(w, "<a href=%q>next</a>\n", fmt.Sprint(r.URL.Path, "/", i))
	}
}

type crawler struct {
	client   *http.Client
	frontier chan string
	seen     sync.Map
}

func (c *crawler) fetch(address string) error {
	response, err := c.client.Get(address)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func (c *crawler) run() {
	for address := range c.frontier {
		if err := c.fetch(address); err != nil {
			log.Print(err)
		}
		c.seen.Store(address, true)
	}
}

func (c *crawler) feed(sites []string) {
	for round := 0; ; round++ {
		for _, s := range sites {
			c.frontier <- fmt.Sprint(s, "/", round%50)
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		var sites []string
		for i := 0; i < 15; i++ {
			sites = append(sites, httptest.NewServer(site{time.Duration(i) * time.Millisecond}).URL)
		}
		transport := &http.Transport{MaxIdleConnsPerHost: 2, MaxConnsPerHost: 2, IdleConnTimeout: 90 * time.Second}
		c := &crawler{client: &http.Client{Transport: transport, Timeout: 20 * time.Second}, frontier: make(chan string)}
		harness.Keep(c)
		for i := 0; i < 20; i++ {
			go c.run()
		}
		for _, s := range sites {
			c.frontier <- s
		}
		if load {
			go c.feed(sites)
		}
	})
}
