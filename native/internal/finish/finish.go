// Package finish lets a call that takes a time be ended early, with what it has: the call `finish`. Cancelling throws that away.
package finish

import (
	"context"
	"sync"

	"parkscope/native/internal/session"
	"parkscope/native/internal/wire"
)

// Calls are those that can be finished. Its zero value is ready.
type Calls struct {
	lock    sync.Mutex
	running map[*running]bool
}

type running struct {
	asked wire.FinishParams
	early chan struct{}
}

type key struct{}

// Action lets an action about a process be finished; it asks Early.
func (c *Calls) Action(name string, action session.Action) session.Action {
	return func(ctx context.Context, params wire.Raw) (any, error) {
		var asked struct {
			PID int `json:"pid"`
		}
		if err := wire.DecodeParams(params, &asked); err != nil {
			return nil, err
		}
		call := &running{wire.FinishParams{Name: name, PID: asked.PID}, make(chan struct{})}
		c.enter(call)
		defer c.leave(call)
		return action(context.WithValue(ctx, key{}, call), params)
	}
}

// Early is closed when the call should end with what it has; nil, which is never, where nobody can ask for that.
func Early(ctx context.Context) <-chan struct{} {
	if call, is := ctx.Value(key{}).(*running); is {
		return call.early
	}
	return nil
}

func (c *Calls) enter(call *running) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.running == nil {
		c.running = map[*running]bool{}
	}
	c.running[call] = true
}

func (c *Calls) leave(call *running) {
	c.lock.Lock()
	defer c.lock.Unlock()
	delete(c.running, call)
}

// Finish is the session's Action for `finish`. That nothing runs is no error: the answer is on its way.
func (c *Calls) Finish(_ context.Context, params wire.Raw) (any, error) {
	var asked wire.FinishParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	answer := wire.Finish{}
	for call := range c.running {
		if call.asked == asked {
			close(call.early)
			delete(c.running, call)
			answer.Finished++
		}
	}
	return answer, nil
}
