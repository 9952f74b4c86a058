// Command 25-add-too-many counts all nodes, starts a goroutine for those that are up, and lets handlers of a server wait.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type node struct {
	name string
	up   bool
}

func drain(nodes []node, fixed bool) int {
	var wg sync.WaitGroup
	drained := 0
	if !fixed {
		wg.Add(len(nodes))
	}
	for _, n := range nodes {
		if !n.up {
			continue
		}
		if fixed {
			wg.Add(1)
		}
		go func() {
			defer wg.Done()
			time.Sleep(time.Millisecond)
		}()
		drained++
	}
	wg.Wait() // leak 25
	return drained
}

func main() {
	bare.Main(func(fixed bool) {
		nodes := []node{{"a", true}, {"b", false}, {"c", true}}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, drain(nodes, fixed)) // leak 25, 44
		}))
		client := http.Client{Timeout: 60 * time.Millisecond}
		for i := 0; i < 2; i++ {
			if answer, err := client.Get(server.URL); err == nil {
				_ = answer.Body.Close()
			}
		}
	})
}
