// Command profiles loads user profiles from a slow store. A caller that gives up by its deadline leaves the loader with an
// answer that nobody takes.
package main

import (
	"context"
	"time"

	"example.com/workloads/harness"
)

type profile struct {
	id   int
	name string
}

type store struct {
	latency time.Duration
}

type result struct {
	profile profile
	err     error
}

func (s *store) load(id int) (profile, error) {
	time.Sleep(s.latency)
	return profile{id: id, name: "user"}, nil
}

func (s *store) loadInto(out chan<- result, id int) {
	p, err := s.load(id)
	out <- result{p, err} // leak 2
}

func (s *store) loadUntil(ctx context.Context, out chan<- result, id int) {
	p, err := s.load(id)
	select {
	case out <- result{p, err}:
	case <-ctx.Done():
	}
}

func (s *store) find(ctx context.Context, id int) (profile, error) {
	out := make(chan result)
	go s.loadInto(out, id)
	select {
	case r := <-out:
		return r.profile, r.err
	case <-ctx.Done():
		return profile{}, ctx.Err()
	}
}

func (s *store) findUntil(ctx context.Context, id int) (profile, error) {
	out := make(chan result)
	go s.loadUntil(ctx, out, id)
	select {
	case r := <-out:
		return r.profile, r.err
	case <-ctx.Done():
		return profile{}, ctx.Err()
	}
}

func main() {
	fast, slow := &store{time.Millisecond}, &store{20 * time.Millisecond}
	type find func(s *store, ctx context.Context, id int) (profile, error)
	work := func(find find) func(int) {
		return func(i int) {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
			defer cancel()
			_, _ = find(fast, ctx, i)
			_, _ = find(slow, ctx, i)
		}
	}
	harness.Main(harness.Program{Incident: work((*store).find), Fixed: work((*store).findUntil)})
}
