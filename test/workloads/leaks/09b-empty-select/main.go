// Command bridge starts its parts in a group and waits for the group. One part registers itself with the bus and, having
// nothing else to do, blocks for ever instead of waiting for the end.
package main

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness"
)

type bus struct {
	mu       sync.Mutex
	handlers map[string]func(string)
}

func (b *bus) handle(topic string, handler func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handlers[topic] = handler
}

func (b *bus) publish(topic, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if handler, ok := b.handlers[topic]; ok {
		handler(text)
	}
}

type part interface {
	run(ctx context.Context, b *bus) error
}

type echo struct{ seen []string }

func (e *echo) run(_ context.Context, b *bus) error {
	b.handle("echo", func(text string) { e.seen = append(e.seen, text) })
	select {} // leak 9
}

type polite struct{ echo }

func (p *polite) run(ctx context.Context, b *bus) error {
	b.handle("echo", func(text string) { p.seen = append(p.seen, text) })
	<-ctx.Done()
	return nil
}

type source struct{ texts []string }

func (s source) run(_ context.Context, b *bus) error {
	for _, text := range s.texts {
		b.publish("echo", text)
		time.Sleep(200 * time.Microsecond)
	}
	return nil
}

func bridge(parts ...part) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	b := &bus{handlers: map[string]func(string){}}
	for _, p := range parts {
		group.Go(func() error { return p.run(ctx, b) })
	}
	return group.Wait() // leak 25 15
}

func main() {
	texts := source{[]string{"a", "b"}}
	harness.Main(harness.Program{
		Incident: func(int) { _ = bridge(texts, &echo{}) },
		Fixed:    func(int) { _ = bridge(texts, &polite{}) },
	})
}
