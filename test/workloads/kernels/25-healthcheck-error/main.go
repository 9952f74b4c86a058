// Command 25-healthcheck-error waits for all checks; the one that fails returns before it is done.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

func ping(url string) error {
	time.Sleep(3 * time.Millisecond)
	if url == "http://10.0.0.3" {
		return errors.New("connection refused")
	}
	return nil
}

func checkAll(urls []string, fixed bool) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func(url string) {
			if fixed {
				defer wg.Done()
				_ = ping(url)
				return
			}
			if err := ping(url); err != nil {
				return
			}
			wg.Done()
		}(url)
	}
	wg.Wait() // leak 25
}

func main() {
	bare.Main(func(fixed bool) {
		checkAll([]string{"http://10.0.0.1", "http://10.0.0.2", "http://10.0.0.3"}, fixed)
	})
}
