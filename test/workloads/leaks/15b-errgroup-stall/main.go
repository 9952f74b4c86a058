// Command du adds up a tree of folders on a limited group, each folder starting one task for each of its own.
package main

import (
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness"
)

type folder struct {
	bytes int64
	sub   []*folder
}

func tree(depth, width int) *folder {
	f := &folder{bytes: 4096}
	if depth > 0 {
		for n := 0; n < width; n++ {
			f.sub = append(f.sub, tree(depth-1, width))
		}
	}
	return f
}

type walker struct {
	group errgroup.Group
	total atomic.Int64
	// visit walks a folder of a folder.
	visit func(f *folder) error
}

func newWalker(limit int) *walker {
	w := &walker{}
	w.group.SetLimit(limit)
	return w
}

func (w *walker) walk(f *folder) error {
	time.Sleep(time.Millisecond)
	w.total.Add(f.bytes)
	for _, sub := range f.sub {
		if err := w.visit(sub); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) inGroup(f *folder) error {
	w.group.Go(func() error { return w.walk(f) }) // leak 15
	return nil
}

func (w *walker) ifThereIsRoom(f *folder) error {
	if w.group.TryGo(func() error { return w.walk(f) }) {
		return nil
	}
	return w.walk(f)
}

func (w *walker) sum(root *folder) (int64, error) {
	w.group.Go(func() error { return w.walk(root) })
	err := w.group.Wait() // leak 15
	return w.total.Load(), err
}

func main() {
	root := tree(3, 3)
	harness.Main(harness.Program{
		Incident: func(int) {
			w := newWalker(4)
			w.visit = w.inGroup
			_, _ = w.sum(root)
		},
		Fixed: func(int) {
			w := newWalker(4)
			w.visit = w.ifThereIsRoom
			_, _ = w.sum(root)
		},
		Burst: 12,
	})
}
