// Command checkout asks three services at once and takes their answers in turn. When one says no, the answers of those
// after it are never taken.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness"
)

// future is the answer of a call that runs beside its caller.
type future[T any] struct {
	out chan T
}

func async[T any](room int, call func() T) *future[T] {
	f := &future[T]{out: make(chan T, room)}
	go f.resolve(call)
	return f
}

func (f *future[T]) resolve(call func() T) {
	f.out <- call() // leak 1
}

func (f *future[T]) await() T { return <-f.out }

type stockLevel struct{ left int }

type fraudScore float64

type shippingRate struct{ cents int }

func stock(item int) stockLevel {
	time.Sleep(time.Millisecond)
	return stockLevel{left: item % 2}
}

func fraud(customer int) fraudScore {
	time.Sleep(3 * time.Millisecond)
	return fraudScore(customer % 100)
}

func shipping(item int) shippingRate {
	time.Sleep(4 * time.Millisecond)
	return shippingRate{cents: 490 + item}
}

var errSoldOut = errors.New("sold out")

type checkout struct {
	// room is how many answers a future keeps that nobody has asked for yet.
	room int
}

func (c checkout) place(customer, item int) (int, error) {
	level := async(c.room, func() stockLevel { return stock(item) })
	score := async(c.room, func() fraudScore { return fraud(customer) })
	rate := async(c.room, func() shippingRate { return shipping(item) })
	if level.await().left == 0 {
		return 0, errSoldOut
	}
	if score.await() > 90 {
		return 0, errors.New("refused")
	}
	return rate.await().cents, nil
}

func main() {
	work := func(c checkout) func(int) {
		return func(i int) {
			_, _ = c.place(i, 1)
			_, _ = c.place(i, 2)
		}
	}
	harness.Main(harness.Program{Incident: work(checkout{room: 0}), Fixed: work(checkout{room: 1})})
}
