// Usage metering: the first request of a tenant starts its flusher, and tenants that are quiet for long lose theirs.
package main

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type meter struct {
	usage chan int
	total int
}

type metering struct {
	mu     sync.Mutex
	meters map[string]*meter
	quiet  time.Duration
}

func (m *metering) meter(tenant string) *meter {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found, ok := m.meters[tenant]; ok {
		return found
	}
	made := &meter{usage: make(chan int, 32)}
	m.meters[tenant] = made
	go func() {
		idle := time.NewTimer(m.quiet)
		defer idle.Stop()
		for {
			select {
			case n := <-made.usage:
				made.total += n
				idle.Reset(m.quiet)
			case <-idle.C:
				m.mu.Lock()
				delete(m.meters, tenant)
				m.mu.Unlock()
				return
			}
		}
	}()
	return made
}

func (m *metering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case m.meter(r.URL.Query().Get("tenant")).usage <- 1:
		w.WriteHeader(http.StatusAccepted)
	case <-r.Context().Done():
	}
}

func use(url string, tenant int) {
	response, err := http.Get(fmt.Sprint(url, "/?tenant=t", tenant))
	if err != nil {
		log.Print(err)
		return
	}
	response.Body.Close()
}

func main() {
	harness.Serve(func(load bool) {
		quiet := 10 * time.Minute
		if load {
			quiet = 600 * time.Millisecond
		}
		server := httptest.NewServer(&metering{meters: map[string]*meter{}, quiet: quiet})
		for tenant := 0; tenant < 25; tenant++ {
			use(server.URL, tenant)
		}
		if load {
			// Tenants come by turns: some flushers end while others begin.
			go func() {
				for n := 0; ; n++ {
					use(server.URL, n/3%400)
					time.Sleep(2 * time.Millisecond)
				}
			}()
		}
	})
}
