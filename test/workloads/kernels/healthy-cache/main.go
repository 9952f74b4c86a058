// Command healthy-cache joins loads of a key that takes long, sweeps what is old, and answers over HTTP under load.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"example.com/workloads/harness/bare"
)

type cache struct {
	mu    sync.Mutex
	items map[string]time.Time
	group singleflight.Group
}

func (c *cache) get(key string) string {
	c.mu.Lock()
	_, ok := c.items[key]
	c.mu.Unlock()
	if ok {
		return key
	}
	value, _, _ := c.group.Do(key, func() (any, error) {
		time.Sleep(400 * time.Millisecond)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.items[key] = time.Now()
		return key, nil
	})
	return value.(string)
}

func (c *cache) sweep() {
	for range time.Tick(300 * time.Millisecond) {
		c.mu.Lock()
		clear(c.items)
		c.mu.Unlock()
	}
}

func main() {
	c := &cache{items: map[string]time.Time{}}
	bare.Main(func(bool) {
		go c.sweep()
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintln(w, c.get(r.URL.Path))
		}))
		for i := 0; i < 8; i++ {
			go func() {
				for {
					answer, err := http.Get(fmt.Sprint(server.URL, "/", i%2))
					if err != nil {
						return
					}
					_ = answer.Body.Close()
				}
			}()
		}
	})
}
