// Command pricing answers price requests. A request whose input turns out to be invalid goes home before it has taken the
// answer of the lookup that it had started.
package main

import (
	"errors"
	"fmt"
	"time"

	"example.com/workloads/harness"
)

type quote struct {
	sku   string
	cents int
}

type catalog struct {
	prices map[string]int
}

func (c *catalog) lookup(sku string) quote {
	time.Sleep(2 * time.Millisecond)
	return quote{sku, c.prices[sku]}
}

type request struct {
	sku      string
	quantity int
}

var errQuantity = errors.New("quantity must be positive")

func (r request) validate() error {
	if r.quantity <= 0 {
		return errQuantity
	}
	return nil
}

type handler struct{ catalog *catalog }

func (h *handler) price(r request) (int, error) {
	answer := make(chan quote)
	go func() {
		answer <- h.catalog.lookup(r.sku) // leak 1
	}()
	if err := r.validate(); err != nil {
		return 0, fmt.Errorf("price of %s: %w", r.sku, err)
	}
	q := <-answer
	return q.cents * r.quantity, nil
}

func (h *handler) priceBuffered(r request) (int, error) {
	answer := make(chan quote, 1)
	go func() {
		answer <- h.catalog.lookup(r.sku)
	}()
	if err := r.validate(); err != nil {
		return 0, fmt.Errorf("price of %s: %w", r.sku, err)
	}
	q := <-answer
	return q.cents * r.quantity, nil
}

func main() {
	h := &handler{&catalog{map[string]int{"lamp": 4900, "desk": 19900}}}
	orders := func(price func(request) (int, error)) func(int) {
		return func(i int) {
			// One good order, then one that is refused.
			_, _ = price(request{"lamp", 1 + i})
			_, _ = price(request{"desk", 0})
		}
	}
	harness.Main(harness.Program{Incident: orders(h.price), Fixed: orders(h.priceBuffered)})
}
