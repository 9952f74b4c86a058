// Command render limits its renderings by a semaphore. A rendering that fails keeps its place, and after some failures nobody
// gets one.
package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"

	"example.com/workloads/harness"
)

type renderer struct {
	places *semaphore.Weighted
}

func newRenderer(places int64) *renderer {
	return &renderer{semaphore.NewWeighted(places)}
}

var errFont = errors.New("font not found")

func draw(page int) error {
	time.Sleep(300 * time.Microsecond)
	if page%2 == 1 {
		return errFont
	}
	return nil
}

func (r *renderer) render(ctx context.Context, page int) error {
	if err := r.places.Acquire(ctx, 1); err != nil { // leak 30
		return err
	}
	if err := draw(page); err != nil {
		return err
	}
	r.places.Release(1)
	return nil
}

func (r *renderer) renderDeferred(ctx context.Context, page int) error {
	if err := r.places.Acquire(ctx, 1); err != nil {
		return err
	}
	defer r.places.Release(1)
	return draw(page)
}

func document(r *renderer, render func(*renderer, context.Context, int) error) func(int) {
	return func(int) {
		ctx := context.Background()
		for page := 1; page <= 9; page++ {
			_ = render(r, ctx, page)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: document(newRenderer(4), (*renderer).render),
		Fixed:    document(newRenderer(4), (*renderer).renderDeferred),
	})
}
