// A reverse proxy before two backends, one of which takes its time.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

func backend(name string, takes time.Duration) *url.URL {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		time.Sleep(takes)
		fmt.Fprintln(w, name, n, strings.Repeat("x", 4000))
	}))
	address, err := url.Parse(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	return address
}

type balancer struct {
	targets []*url.URL
	next    atomic.Uint64
}

func (b *balancer) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(b.targets[b.next.Add(1)%uint64(len(b.targets))])
	r.SetXForwarded()
}

func post(client *http.Client, address string) error {
	response, err := client.Post(address, "text/plain", strings.NewReader(strings.Repeat("y", 9000)))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func main() {
	harness.Serve(func(load bool) {
		b := &balancer{targets: []*url.URL{backend("fast", time.Millisecond), backend("slow", 120*time.Millisecond)}}
		proxy := &httputil.ReverseProxy{Rewrite: b.rewrite, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
		front := httptest.NewServer(proxy)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}, Timeout: 10 * time.Second}
		for i := 0; i < 16; i++ {
			if err := post(client, front.URL); err != nil {
				log.Fatal(err)
			}
			if load {
				go func() {
					for {
						if err := post(client, front.URL); err != nil {
							log.Print(err)
						}
					}
				}()
			}
		}
	})
}
