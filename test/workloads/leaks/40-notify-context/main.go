// Migrations that can be interrupted: every run asks for signals and never gives them back.
// leak-site 40 os/signal.NotifyContext.func1
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

type migration struct {
	steps int
	stop  context.CancelFunc
}

func (m *migration) context() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m.stop = stop
	return ctx
}

func (m *migration) run(ctx context.Context) error {
	for i := 0; i < m.steps; i++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

func migrate(int) {
	m := &migration{steps: 3}
	m.run(m.context())
}

func migrateAndStop(int) {
	m := &migration{steps: 3}
	ctx := m.context()
	defer m.stop()
	m.run(ctx)
}

func main() { harness.Main(harness.Program{Incident: migrate, Fixed: migrateAndStop}) }
