// Answers from a slow backend, asked for once however many want them.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand"
	"time"

	"example.com/workloads/harness"
	"golang.org/x/sync/singleflight"
)

type backend struct{ takes time.Duration }

func (b backend) fetch(key string) (any, error) {
	time.Sleep(b.takes)
	return "value of " + key, nil
}

type resolver struct {
	group singleflight.Group
	from  backend
}

func (r *resolver) get(key string) (any, error) {
	value, err, _ := r.group.Do(key, func() (any, error) { return r.from.fetch(key) })
	return value, err
}

func (r *resolver) getWithin(ctx context.Context, key string) (any, error) {
	select {
	case result := <-r.group.DoChan(key, func() (any, error) { return r.from.fetch(key) }):
		return result.Val, result.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func main() {
	harness.Serve(func(load bool) {
		r := &resolver{from: backend{250 * time.Millisecond}}
		if _, err := r.get("start"); err != nil {
			log.Fatal(err)
		}
		for i := 0; load && i < 120; i++ {
			go func() {
				for {
					r.get(fmt.Sprint("user", rand.Intn(4)))
				}
			}()
			if i%4 == 0 {
				go func() {
					for {
						ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
						r.getWithin(ctx, fmt.Sprint("team", rand.Intn(3)))
						cancel()
					}
				}()
			}
		}
	})
}
