// Command avatars loads a picture once for all who ask at the same time. The store's answer never comes, and each who asks for
// the picture joins the wait.
package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"example.com/workloads/harness"
)

type picture []byte

type blobs struct {
	mu      sync.Mutex
	waiting map[string][]chan picture
}

// request is answered when the blob arrives; those of a lost replica never do.
func (b *blobs) request(key string) <-chan picture {
	answer := make(chan picture, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if key == "lost" {
		b.waiting[key] = append(b.waiting[key], answer)
	} else {
		answer <- picture(key)
	}
	return answer
}

type avatars struct {
	group singleflight.Group
	blobs *blobs
}

func (a *avatars) fetch(key string) (any, error) {
	return <-a.blobs.request(key), nil // leak 31 10
}

func (a *avatars) get(key string) (picture, error) {
	value, err, _ := a.group.Do(key, func() (any, error) { return a.fetch(key) }) // leak 31
	p, _ := value.(picture)
	return p, err
}

var errSlow = errors.New("the blob store did not answer")

func (a *avatars) fetchUntil(ctx context.Context, key string) (any, error) {
	select {
	case p := <-a.blobs.request(key):
		return p, nil
	case <-ctx.Done():
		return nil, errSlow
	}
}

func (a *avatars) getUntil(key string) (picture, error) {
	value, err, _ := a.group.Do(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		defer cancel()
		return a.fetchUntil(ctx, key)
	})
	p, _ := value.(picture)
	return p, err
}

func page(get func(string) (picture, error)) func(int) {
	return func(int) {
		for _, key := range []string{"ann", "lost"} {
			for n := 0; n < 2; n++ {
				go func() { _, _ = get(key) }()
			}
		}
	}
}

func main() {
	a := &avatars{blobs: &blobs{waiting: map[string][]chan picture{}}}
	harness.Main(harness.Program{Incident: page(a.get), Fixed: page(a.getUntil)})
}
