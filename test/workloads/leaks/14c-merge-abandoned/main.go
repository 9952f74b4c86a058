// Command merge joins sorted feeds into one. The reader takes the first few and goes; the forwarders of the feeds and who waits
// to close the joined channel stay.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

// feed sends n items and ends.
func feed[T any](n int, item func(int) T) <-chan T {
	out := make(chan T, n)
	for i := 0; i < n; i++ {
		out <- item(i)
	}
	close(out)
	return out
}

func merge[T any](feeds ...<-chan T) <-chan T {
	var open sync.WaitGroup
	out := make(chan T)
	forward := func(in <-chan T) {
		defer open.Done()
		for item := range in {
			out <- item // leak 14
		}
	}
	open.Add(len(feeds))
	for _, in := range feeds {
		go forward(in)
	}
	go func() {
		open.Wait() // leak 14 26
		close(out)
	}()
	return out
}

func mergeUntil[T any](done <-chan struct{}, feeds ...<-chan T) <-chan T {
	var open sync.WaitGroup
	out := make(chan T)
	forward := func(in <-chan T) {
		defer open.Done()
		for item := range in {
			select {
			case out <- item:
			case <-done:
				return
			}
		}
	}
	open.Add(len(feeds))
	for _, in := range feeds {
		go forward(in)
	}
	go func() {
		open.Wait()
		close(out)
	}()
	return out
}

type post struct {
	author string
	at     time.Time
}

func posts(author string) <-chan post {
	return feed(10, func(i int) post { return post{author, time.Unix(int64(i), 0)} })
}

func firstPage(all <-chan post) []post {
	var page []post
	for p := range all {
		if page = append(page, p); len(page) == 5 {
			break
		}
	}
	return page
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { firstPage(merge(posts("ann"), posts("bob"), posts("cy"))) },
		Fixed: func(int) {
			done := make(chan struct{})
			defer close(done)
			firstPage(mergeUntil(done, posts("ann"), posts("bob"), posts("cy")))
		},
		Burst: 15,
	})
}
