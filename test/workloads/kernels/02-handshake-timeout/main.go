// Command 02-handshake-timeout dials with a deadline; the handshake ends after it and its result has nobody to go to.
package main

import (
	"context"
	"time"

	"example.com/workloads/harness/bare"
)

type conn struct{ addr string }

func handshake(addr string) *conn {
	time.Sleep(60 * time.Millisecond)
	return &conn{addr}
}

func dial(ctx context.Context, addr string, room int) (*conn, error) {
	done := make(chan *conn, room)
	go func() {
		done <- handshake(addr) // leak 2
	}()
	select {
	case c := <-done:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func main() {
	bare.Main(func(fixed bool) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		room := 0
		if fixed {
			room = 1
		}
		_, _ = dial(ctx, "10.0.0.9:443", room)
	})
}
