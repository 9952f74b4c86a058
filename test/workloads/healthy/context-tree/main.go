// A deployment controller: a tree of contexts with watchers that live as long as their branch.
package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type branch struct {
	name   string
	ctx    context.Context
	cancel context.CancelFunc
	events chan string
	seen   atomic.Int64
}

func newBranch(parent context.Context, name string) *branch {
	ctx, cancel := context.WithCancel(context.WithValue(parent, branchKey{}, name))
	b := &branch{name: name, ctx: ctx, cancel: cancel, events: make(chan string, 4)}
	go b.watch()
	go func() {
		<-b.ctx.Done()
		b.seen.Store(-1)
	}()
	return b
}

type branchKey struct{}

func (b *branch) watch() {
	for {
		select {
		case <-b.events:
			b.seen.Add(1)
		case <-b.ctx.Done():
			return
		}
	}
}

func (b *branch) child(name string) *branch { return newBranch(b.ctx, b.name+"/"+name) }

func main() {
	harness.Serve(func(load bool) {
		root := newBranch(context.Background(), "fleet")
		var pods []*branch
		for i := 0; i < 6; i++ {
			node := root.child(fmt.Sprint("node", i))
			for j := 0; j < 8; j++ {
				pods = append(pods, node.child(fmt.Sprint("pod", j)))
			}
		}
		harness.Keep(root, pods)
		if !load {
			return
		}
		go func() {
			for i := 0; ; i++ {
				pods[i%len(pods)].events <- "sync"
				time.Sleep(time.Millisecond)
			}
		}()
		go func() {
			// Rolling restarts: a new pod starts, and then the old one ends.
			for i := 0; ; i++ {
				time.Sleep(80 * time.Millisecond)
				next := root.child(fmt.Sprint("job", i))
				time.AfterFunc(300*time.Millisecond, next.cancel)
			}
		}()
	})
}
