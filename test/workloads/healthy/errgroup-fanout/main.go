// A search that asks twelve shards at once, four at a time, and answers when the slowest has.
package main

import (
	"context"
	"log"
	"math/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
	"golang.org/x/sync/errgroup"
)

type shard struct{ id int }

func (s shard) query(ctx context.Context, term string) (int, error) {
	select {
	case <-time.After(time.Duration(1+rand.Intn(40)) * time.Millisecond):
		return len(term) * s.id, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

type index struct{ shards []shard }

func (ix *index) search(ctx context.Context, term string) (total int, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	var mu sync.Mutex
	for _, s := range ix.shards {
		g.Go(func() error {
			n, err := s.query(ctx, term)
			mu.Lock()
			total += n
			mu.Unlock()
			return err
		})
	}
	return total, g.Wait()
}

// overnight is one search that takes as long as the process lives: a report over an archive.
func (ix *index) overnight() {
	var g errgroup.Group
	for range ix.shards {
		g.Go(func() error {
			time.Sleep(time.Hour)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		log.Print(err)
	}
}

func main() {
	harness.Serve(func(load bool) {
		ix := &index{}
		for i := 0; i < 12; i++ {
			ix.shards = append(ix.shards, shard{i})
		}
		go ix.overnight()
		for i := 0; load && i < 25; i++ {
			go func() {
				for {
					ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
					if _, err := ix.search(ctx, "tea"); err != nil {
						log.Print(err)
					}
					cancel()
				}
			}()
		}
	})
}
