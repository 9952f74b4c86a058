// Command geo serves lookups from a table that loads at start. Loading panics, the goroutine's recover swallows it, and
// every request waits for a table that will never be ready.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"example.com/workloads/harness"
)

type table struct {
	ready   chan struct{}
	failed  chan struct{}
	once    sync.Once
	regions map[string]string
}

func newTable() *table {
	t := &table{ready: make(chan struct{}), failed: make(chan struct{})}
	go t.load()
	return t
}

func (t *table) load() {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "loading regions:", p)
			t.once.Do(func() { close(t.failed) })
		}
	}()
	// A nil map: the assignment panics.
	for _, code := range []string{"de", "fr", "jp"} {
		t.regions[code] = "region of " + code
	}
	close(t.ready)
}

func (t *table) lookup(code string) string {
	<-t.ready // leak 10
	return t.regions[code]
}

var errNoTable = errors.New("the region table did not load")

func (t *table) lookupOrFail(ctx context.Context, code string) (string, error) {
	select {
	case <-t.ready:
		return t.regions[code], nil
	case <-t.failed:
		return "", errNoTable
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func main() {
	var regions *table
	harness.Main(harness.Program{
		Setup:    func() { regions = newTable() },
		Incident: func(int) { _ = regions.lookup("de") },
		Fixed:    func(int) { _, _ = regions.lookupOrFail(context.Background(), "de") },
	})
}
