package reach

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"parkscope/native/internal/target/stop"
	"parkscope/native/internal/wire"
)

const (
	// DefaultStop is how long a process may be stopped when nobody says otherwise.
	DefaultStop = 250 * time.Millisecond
	// betweenStops: whoever was about to be woken at the first stop has been by the second.
	betweenStops = 50 * time.Millisecond
)

// Stopper holds the process for at most the budget.
type Stopper func(budget time.Duration) (*stop.Held, error)

// Prove looks first; only when that leaves goroutines unreachable, and the stop that is to be expected is within what is allowed, it stops the
// process twice. What is unreachable both times, in the same wait, is proven. Where a proof is not possible the look's verdict stands,
// with the reason. The error is a *wire.Error, of the context or of the process.
func (p *Program) Prove(ctx context.Context, options Options, hold Stopper) (*Result, error) {
	defer tight()()
	r := p.newResult(&options)
	if options.MaxStop == 0 {
		options.MaxStop = DefaultStop
	}
	agreed, err := p.look(ctx, options, r)
	if err != nil || len(agreed) == 0 {
		return r, err
	}
	if why := p.unprovable(options, r); why != "" {
		r.Unproven = why
		return r, nil
	}
	looked := *r
	looked.Grade = GradeProven
	p.foreign = options.Foreign
	for range 2 {
		if err := sleep(ctx, betweenStops); err != nil {
			return nil, err
		}
		c, why, err := p.hold(ctx, options, hold, &looked.Scanned)
		if err != nil {
			return nil, err
		}
		if why != "" {
			r.Unproven, r.Scanned.StopNs = why, looked.Scanned.StopNs
			return r, nil
		}
		a, err := p.mark(ctx, c, &looked)
		if err != nil {
			return nil, err
		}
		if agreed = agree(a, a.leaked(), agreed); len(agreed) == 0 {
			break
		}
		looked.Notes = append([]string{}, p.Notes...)
		if err := a.finish(&looked, agreed); err != nil {
			return nil, err
		}
	}
	if len(agreed) == 0 {
		looked.Groups = nil
	}
	return &looked, nil
}

// unprovable says why the process is not stopped, empty where it is.
func (p *Program) unprovable(options Options, r *Result) string {
	expected := time.Duration(r.Scanned.ExpectedStopNs)
	switch {
	case !p.proves:
		return fmt.Sprintf("The structures of %s were taken from those of another patch release, which may differ.", p.Version)
	case p.vars.cgo && options.Foreign == nil:
		return "It runs C code, which may hold what nothing else does."
	case expected > options.MaxStop:
		return fmt.Sprintf("It would stand still for about %d ms each time; %d ms are allowed.", expected.Milliseconds(), options.MaxStop.Milliseconds())
	}
	return ""
}

// hold copies the process while it stands still. why says why it could not be.
func (p *Program) hold(ctx context.Context, options Options, hold Stopper, scanned *wire.ReachScanned) (c *capture, why string, err error) {
	// A collection of our own garbage would lengthen the stop.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	held, err := hold(options.MaxStop)
	if err != nil {
		return nil, "It could not be stopped: " + err.Error() + ".", nil
	}
	c, readErr := p.capture(ctx, held.Threads, options.Limit)
	took, err := held.Release()
	scanned.StopNs = append(scanned.StopNs, took.Nanoseconds())
	var cut stop.ErrCut
	var odd errMoved
	switch {
	case errors.As(err, &cut):
		return nil, fmt.Sprintf("It was let go after %d ms, before all was read.", options.MaxStop.Milliseconds()), nil
	case err != nil:
		return nil, "", err
	case errors.As(readErr, &odd):
		return nil, "What was read while it stood still makes no sense: " + odd.Error() + ".", nil
	}
	return c, "", readErr
}
