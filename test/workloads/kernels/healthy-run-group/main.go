// Command healthy-run-group waits for three long-lived parts of a service and for a signal.
package main

import (
	"context"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/workloads/harness/bare"
)

func housekeeping(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func main() {
	bare.Main(func(bool) {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		g, ctx := errgroup.WithContext(ctx)
		server := &http.Server{ReadHeaderTimeout: time.Second}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		g.Go(func() error { return server.Serve(listener) })
		g.Go(func() error { return housekeeping(ctx) })
		g.Go(func() error {
			<-ctx.Done()
			return server.Close()
		})
		_ = g.Wait()
	})
}
