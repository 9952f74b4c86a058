// Generators: goroutines that hand out ids, tokens and prime numbers to whoever comes, now and then.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"example.com/workloads/harness"
)

func sequence(from int) <-chan int {
	ids := make(chan int)
	go func() {
		for id := from; ; id++ {
			ids <- id
		}
	}()
	return ids
}

func tokens(ahead int) <-chan string {
	out := make(chan string, ahead)
	go func() {
		for {
			secret := make([]byte, 16)
			if _, err := rand.Read(secret); err != nil {
				log.Print(err)
				continue
			}
			out <- hex.EncodeToString(secret)
		}
	}()
	return out
}

func primes() <-chan int {
	out := make(chan int, 1)
	go func() {
	next:
		for n := 2; ; n++ {
			for d := 2; d*d <= n; d++ {
				if n%d == 0 {
					continue next
				}
			}
			out <- n
		}
	}()
	return out
}

type registrar struct {
	ids    <-chan int
	tokens <-chan string
	primes <-chan int
}

func (r *registrar) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, <-r.ids, <-r.tokens, <-r.primes)
}

func main() {
	harness.Serve(func(load bool) {
		server := httptest.NewServer(&registrar{sequence(1000), tokens(32), primes()})
		every := 1700 * time.Millisecond
		if load {
			every = 2 * time.Millisecond
		}
		go func() {
			for range time.Tick(every) {
				response, err := http.Get(server.URL)
				if err != nil {
					log.Print(err)
					continue
				}
				response.Body.Close()
			}
		}()
	})
}
