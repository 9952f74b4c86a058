// Command fetcher keeps to a number of fetches at a time by tokens in a channel. A fetch that fails does not give its token back.
package main

import (
	"errors"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type tokens chan struct{}

func newTokens(n int) tokens {
	t := make(tokens, n)
	for i := 0; i < n; i++ {
		t <- struct{}{}
	}
	return t
}

var errStatus = errors.New("status 502")

func fetch(page int) error {
	time.Sleep(3 * time.Millisecond)
	if page%3 == 2 {
		return errStatus
	}
	return nil
}

type fetcher struct {
	tokens  tokens
	fetched atomic.Int64
}

func (f *fetcher) one(page int) error {
	<-f.tokens // leak 30 10 4
	if err := fetch(page); err != nil {
		return err
	}
	f.fetched.Add(1)
	f.tokens <- struct{}{}
	return nil
}

func (f *fetcher) oneAndBack(page int) error {
	<-f.tokens
	defer func() { f.tokens <- struct{}{} }()
	if err := fetch(page); err != nil {
		return err
	}
	f.fetched.Add(1)
	return nil
}

func site(fetch func(*fetcher) func(int) error) {
	f := &fetcher{tokens: newTokens(3)}
	one := fetch(f)
	results := make(chan error, 20)
	for page := 0; page < 20; page++ {
		go func() { results <- one(page) }()
	}
	deadline := time.After(100 * time.Millisecond)
	for page := 0; page < 20; page++ {
		select {
		case <-results:
		case <-deadline:
			return
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { site(func(f *fetcher) func(int) error { return f.one }) },
		Fixed:    func(int) { site(func(f *fetcher) func(int) error { return f.oneAndBack }) },
	})
}
