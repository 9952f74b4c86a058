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
	options.fence = true
	looked, err := p.look(ctx, options, r)
	if err != nil || len(looked.agreed) == 0 {
		return r, err
	}
	if why := p.unprovable(options, r); why != "" {
		r.Unproven = why
		return r, nil
	}
	proof := *r
	proof.Grade, proof.Notes = GradeProven, append([]string{}, p.Notes...)
	p.foreign = options.Foreign
	agreed := looked.agreed
	parked, err := p.readParked(ctx, looked.goroutines, options.Limit)
	if fast := (errMoved{}); errors.As(err, &fast) {
		r.Unproven = "Its goroutines change faster than they can be read: " + fast.what + "."
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	for range 2 {
		if err := sleep(ctx, betweenStops); err != nil {
			return nil, err
		}
		if err := p.reporter.begin(PhaseStop, proof.Scanned.Passes+1, 0); err != nil {
			return nil, err
		}
		c, why, err := p.standing(ctx, options, confirming{looked.fence, parked}, hold, &proof.Scanned)
		if err != nil {
			return nil, err
		}
		if why != "" {
			r.Unproven, r.Scanned.StopNs = why, proof.Scanned.StopNs
			return r, nil
		}
		a, err := p.confirmed(ctx, looked.fence, c, &proof.Scanned)
		if err != nil {
			return nil, err
		}
		if agreed = agree(a, a.leaked(), agreed); len(agreed) == 0 {
			break
		}
	}
	var proven []holding
	for _, one := range looked.holdings {
		if _, is := agreed[one.goroutine]; is {
			proven = append(proven, one)
		}
	}
	proof.Groups = groups(proven)
	return &proof, nil
}

// confirming is what was read before the stops.
type confirming struct {
	fence  *fence
	parked []goroutine
}

// standing copies in one stop what is inside the fence and all ways into it. why says why that was not possible.
func (p *Program) standing(ctx context.Context, options Options, from confirming, hold Stopper, s *wire.ReachScanned) (c *capture, why string, err error) {
	l, err := p.plan(from.fence, roomForStop)
	if err != nil {
		return nil, "", err
	}
	return p.hold(ctx, request{plan: l, parked: from.parked, limit: options.Limit, parts: options.parts}, options.MaxStop, hold, s)
}

// confirmed analyses it.
func (p *Program) confirmed(ctx context.Context, f *fence, c *capture, s *wire.ReachScanned) (*analysis, error) {
	began := time.Now()
	p.clearBounds(c)
	f.outside(c)
	a, err := p.analyse(ctx, c, nil)
	s.Passes++
	s.ReadNs += c.took.Nanoseconds()
	s.MarkNs += time.Since(began).Nanoseconds()
	s.CopiedBytes = c.copied
	return a, err
}

// Still analyses a program that stands still for good: one pass, and no look before it. unproven says why nothing can be proven of it; empty
// where it can.
func (p *Program) Still(ctx context.Context, options Options, stopped map[int]stop.Registers, unproven string) (*Result, error) {
	defer tight()()
	r := p.newResult(&options)
	switch {
	case unproven != "":
		r.Unproven = unproven
	case !p.proves:
		r.Unproven = p.donorLayout()
	default:
		r.Grade = GradeProven
	}
	p.foreign = options.Foreign
	c, err := p.capture(ctx, request{stopped: stopped, limit: options.Limit, pass: 1})
	if err != nil {
		return nil, p.odd(err)
	}
	a, err := p.mark(ctx, c, r)
	if err != nil {
		return nil, err
	}
	r.Scanned.ExpectedStopNs = 0
	if _, err := a.finish(r, agree(a, a.leaked(), nil)); err != nil {
		return nil, err
	}
	r.Ways, err = p.explain(ctx, c, options.Explain)
	return r, err
}

// odd says of memory that makes no sense, or is not there, that nothing can be told.
func (p *Program) odd(err error) error {
	var odd errMoved
	if errors.As(err, &odd) {
		return p.refuse("what was read of its memory makes no sense", odd.Error())
	}
	return err
}

func (p *Program) donorLayout() string {
	return fmt.Sprintf("The structures of %s were taken from those of another patch release, which may differ.", p.Version)
}

// unprovable says why the process is not stopped, empty where it is.
func (p *Program) unprovable(options Options, r *Result) string {
	expected := time.Duration(r.Scanned.ExpectedStopNs)
	switch {
	case !p.proves:
		return p.donorLayout()
	case p.vars.cgo && options.Foreign == nil:
		return "It runs C code, which may hold what nothing else does."
	case expected > options.MaxStop:
		return fmt.Sprintf("It would stand still for about %d ms each time; %d ms are allowed.", expected.Milliseconds(), options.MaxStop.Milliseconds())
	}
	return ""
}

// hold copies the process while it stands still, all of it where there is no plan. why says why it could not be.
func (p *Program) hold(ctx context.Context, how request, most time.Duration, hold Stopper, s *wire.ReachScanned) (c *capture, why string, err error) {
	// A collection of our own garbage would lengthen the stop.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	if how.plan != nil {
		if err := p.warm(ctx, how.plan); err != nil {
			return nil, "", err
		}
	}
	held, err := hold(most)
	if err != nil {
		return nil, "It could not be stopped: " + err.Error() + ".", nil
	}
	how.stopped = held.Threads
	how.done("halt")
	c, readErr := p.capture(ctx, how)
	took, err := held.Release()
	how.done("release")
	s.StopNs = append(s.StopNs, took.Nanoseconds())
	var cut stop.ErrCut
	var odd errMoved
	switch {
	case errors.As(err, &cut):
		return nil, fmt.Sprintf("It was let go after %d ms, before all was read.", most.Milliseconds()), nil
	case err != nil:
		return nil, "", err
	case errors.As(readErr, &odd):
		return nil, "What was read while it stood still makes no sense: " + odd.Error() + ".", nil
	}
	return c, "", readErr
}
