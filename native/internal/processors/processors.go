// Package processors decides on how many processors the sampler runs: on one while it only looks at a small process now and then, since with
// more the Go scheduler wakes a second thread at every tick to look for work, which was a fifth of what looking costs; on all while a call has
// much to do. Safe for concurrent use.
package processors

import (
	"context"
	"runtime"
	"sync"

	"parkscope/native/internal/session"
	"parkscope/native/internal/wire"
)

var state struct {
	lock sync.Mutex
	// all is how many there were at first, 0 before one was asked for.
	all         int
	busy, quiet int
}

// change adds to the calls that have much to do, and to the watches that have little.
func change(busy, quiet int) {
	state.lock.Lock()
	defer state.lock.Unlock()
	if state.all == 0 {
		state.all = runtime.GOMAXPROCS(0)
	}
	state.busy += busy
	state.quiet += quiet
	wanted := state.all
	if state.busy == 0 && state.quiet > 0 {
		wanted = 1
	}
	if wanted != runtime.GOMAXPROCS(0) {
		runtime.GOMAXPROCS(wanted)
	}
}

// Quiet says that from now on one is enough, where no call needs more; until done is called, once.
func Quiet() (done func()) {
	change(0, 1)
	return func() { change(0, -1) }
}

// Action has all of them for a call.
func Action(action session.Action) session.Action {
	return func(ctx context.Context, params wire.Raw) (any, error) {
		change(1, 0)
		defer change(-1, 0)
		return action(ctx, params)
	}
}

// Stream has all of them for a call.
func Stream(stream session.Stream) session.Stream {
	return func(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (any, error) {
		change(1, 0)
		defer change(-1, 0)
		return stream(ctx, params, send)
	}
}
