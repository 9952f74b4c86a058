// A price feed that starts a refresher for every page view and never ends one.
package main

import (
	"context"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type quotes struct {
	mu    sync.Mutex
	price map[string]float64
}

func (q *quotes) refresh(symbol string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.price[symbol] *= 1.001
}

func (q *quotes) watch(symbol string) {
	go func() {
		for {
			<-time.After(40 * time.Millisecond) // leak 32
			q.refresh(symbol)
		}
	}()
}

func (q *quotes) watchWhile(ctx context.Context, symbol string) {
	go func() {
		timer := time.NewTimer(40 * time.Millisecond)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
			q.refresh(symbol)
			timer.Reset(40 * time.Millisecond)
		}
	}()
}

var board = &quotes{price: map[string]float64{"ACME": 1}}

func view(int) {
	board.watch("ACME")
	time.Sleep(5 * time.Millisecond)
}

func viewAndLeave(int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	board.watchWhile(ctx, "ACME")
	time.Sleep(5 * time.Millisecond)
}

func main() { harness.Main(harness.Program{Incident: view, Fixed: viewAndLeave}) }
