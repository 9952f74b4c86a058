// Command 15-errgroup-fanout fetches pages in an errgroup; the first error ends the reader, and the group waits for senders.
package main

import (
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness/bare"
)

func fetch(n int) (string, error) {
	time.Sleep(time.Duration(n) * time.Millisecond)
	if n == 1 {
		return "", errors.New("404")
	}
	return "page", nil
}

func crawl(fixed bool) error {
	pages := make(chan string)
	var g errgroup.Group
	for n := 1; n <= 4; n++ {
		n := n
		g.Go(func() error {
			page, err := fetch(n)
			if err != nil {
				return err
			}
			pages <- page // leak 1, 26, 15, 14
			return nil
		})
	}
	if fixed {
		for n := 2; n <= 4; n++ {
			<-pages
		}
	}
	return g.Wait() // leak 26, 15, 25
}

func main() {
	bare.Main(func(fixed bool) { _ = crawl(fixed) })
}
