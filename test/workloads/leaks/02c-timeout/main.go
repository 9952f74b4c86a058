// Command hedge asks a second server when the first is slow, and takes whichever answers first; who answers second, or after
// the deadline of both, stays with the answer.
package main

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

// Answer is what a call gave, or why it gave nothing.
type Answer[T any] struct {
	Value T
	Err   error
}

// Hedge calls f, and once more after delay when it has not come back. The first answer counts.
func Hedge[T any](ctx context.Context, delay time.Duration, f func(attempt int) (T, error)) (T, error) {
	answers := make(chan Answer[T])
	call := func(attempt int) {
		value, err := f(attempt)
		answers <- Answer[T]{value, err} // leak 2 3
	}
	return first(ctx, delay, answers, call)
}

// HedgeQuietly is Hedge whose late callers go home.
func HedgeQuietly[T any](ctx context.Context, delay time.Duration, f func(attempt int) (T, error)) (T, error) {
	answers := make(chan Answer[T])
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	call := func(attempt int) {
		value, err := f(attempt)
		select {
		case answers <- Answer[T]{value, err}:
		case <-ctx.Done():
		}
	}
	return first(ctx, delay, answers, call)
}

func first[T any](ctx context.Context, delay time.Duration, answers <-chan Answer[T], call func(int)) (T, error) {
	go call(1)
	again := time.NewTimer(delay)
	defer again.Stop()
	for {
		select {
		case a := <-answers:
			return a.Value, a.Err
		case <-again.C:
			go call(2)
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
}

type server struct{ requests atomic.Int64 }

var errBusy = errors.New("busy")

func (s *server) get(attempt int) (string, error) {
	n := s.requests.Add(1)
	time.Sleep(time.Duration(2+n%7) * time.Millisecond)
	if n%10 == 9 {
		return "", errBusy
	}
	return "page", nil
}

type hedge func(context.Context, time.Duration, func(int) (string, error)) (string, error)

func visit(s *server, h hedge) func(int) {
	return func(int) {
		ctx, cancel := context.WithTimeout(context.Background(), 6*time.Millisecond)
		defer cancel()
		for n := 0; n < 3; n++ {
			_, _ = h(ctx, 3*time.Millisecond, s.get)
		}
	}
}

func main() {
	s := &server{}
	harness.Main(harness.Program{Incident: visit(s, Hedge[string]), Fixed: visit(s, HedgeQuietly[string])})
}
