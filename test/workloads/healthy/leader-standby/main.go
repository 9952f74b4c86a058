// Two hundred partitions, each with an election: the standby ones wait to be elected for as long as they live, the leaders wait to
// lose their lease.
package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type lease struct {
	lost chan struct{}
	once sync.Once
}

func (l *lease) end() { l.once.Do(func() { close(l.lost) }) }

type election struct {
	mu     sync.Mutex
	holder *lease
	free   chan struct{}
}

// campaign comes back with the lease, which may take days.
func (e *election) campaign(ctx context.Context) (*lease, error) {
	for {
		e.mu.Lock()
		if e.holder == nil {
			e.holder = &lease{lost: make(chan struct{})}
			e.free = make(chan struct{})
			l := e.holder
			e.mu.Unlock()
			return l, nil
		}
		free := e.free
		e.mu.Unlock()
		select {
		case <-free:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (e *election) resign() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.holder != nil {
		e.holder.end()
		e.holder = nil
		close(e.free)
	}
}

type partition struct {
	elect  *election
	served atomic.Int64
}

func (p *partition) lead(l *lease) {
	p.served.Add(1)
	<-l.lost
}

func (p *partition) stand(ctx context.Context) {
	for {
		l, err := p.elect.campaign(ctx)
		if err != nil {
			return
		}
		p.lead(l)
	}
}

func main() {
	harness.Serve(func(load bool) {
		var partitions []*partition
		for i := 0; i < 100; i++ {
			p := &partition{elect: &election{}}
			partitions = append(partitions, p)
			go p.stand(context.Background())
			go p.stand(context.Background())
		}
		harness.Keep(partitions)
		if load {
			go func() {
				for i := 0; ; i++ {
					partitions[i%len(partitions)].elect.resign()
					time.Sleep(2 * time.Millisecond)
				}
			}()
		}
	})
}
