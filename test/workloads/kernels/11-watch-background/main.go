// Command 11-watch-background follows a context that is made for each session and cancelled by none.
package main

import (
	"context"
	"time"

	"example.com/workloads/harness/bare"
)

type session struct {
	cancel context.CancelFunc
	lost   bool
}

func open(parent context.Context) *session {
	ctx, cancel := context.WithCancel(parent)
	s := &session{cancel: cancel}
	go func() {
		<-ctx.Done() // leak 11
		s.lost = true
	}()
	return s
}

func main() {
	bare.Main(func(fixed bool) {
		s := open(context.Background())
		time.Sleep(5 * time.Millisecond)
		if fixed {
			s.cancel()
		}
	})
}
