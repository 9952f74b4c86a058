package reach

import (
	"context"
	"errors"
	"slices"
	"time"
)

// StoppedPass is one pass over a program that stands still, without the ones before and after: goroutines that it calls leaked.
func (p *Program) StoppedPass(ctx context.Context, hold Stopper) ([]uint64, error) {
	r := p.newResult(&Options{})
	c, why, err := p.hold(ctx, Options{Limit: DefaultLimit, MaxStop: 10_000_000_000}, nil, hold, &r.Scanned)
	if err != nil {
		return nil, err
	}
	if why != "" {
		return nil, errMoved{why}
	}
	a, err := p.mark(ctx, c, r)
	if err != nil {
		return nil, err
	}
	return a.names(), nil
}

// Confirmer looks once and answers a function that stops the program once, as a proof does.
func (p *Program) Confirmer(ctx context.Context) (func(hold Stopper) (stopped time.Duration, copied uint64, leaked int, err error), error) {
	options := Options{Limit: DefaultLimit, MaxStop: time.Minute, fence: true}
	l, err := p.look(ctx, options, p.newResult(&options))
	if err != nil {
		return nil, err
	}
	return func(hold Stopper) (time.Duration, uint64, int, error) {
		r := p.newResult(&options)
		a, why, err := p.confirm(ctx, options, l.fence, hold, &r.Scanned)
		if err != nil || why != "" {
			return 0, 0, 0, errors.Join(err, errMoved{why})
		}
		return time.Duration(r.Scanned.StopNs[0]), r.Scanned.CopiedBytes, len(agree(a, a.leaked(), l.agreed)), nil
	}, nil
}

// BothPasses looks once at a program that runs, puts a fence around what all its waiting goroutines wait for, and answers what a copy of everything
// and what the fence call leaked in the same stop. The first look may be wrong; neither of the others may.
func (p *Program) BothPasses(ctx context.Context, hold Stopper) (first, whole, fenced []uint64, err error) {
	options := Options{Limit: DefaultLimit}
	c, err := p.tryCapture(ctx, p.newResult(&options), options)
	if err != nil {
		return nil, nil, nil, err
	}
	a, err := p.analyse(ctx, c, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	everyone := map[uint64]key{}
	for i := range a.suspects {
		everyone[a.suspects[i].goroutine.id] = a.suspects[i].key()
	}
	f, err := a.fence(everyone)
	if err != nil {
		return nil, nil, nil, err
	}
	first = a.names()
	held, err := hold(time.Minute)
	if err != nil {
		return nil, nil, nil, err
	}
	all, err := p.capture(ctx, request{stopped: held.Threads, limit: DefaultLimit})
	own := p.buffers
	p.buffers = buffers{}
	defer func() { err = errors.Join(err, own.free()) }()
	inside, insideErr := p.capture(ctx, request{stopped: held.Threads, limit: DefaultLimit, fence: f, heap: f.fresh()})
	_, endErr := held.Release()
	if err = errors.Join(err, insideErr, endErr); err != nil {
		return nil, nil, nil, err
	}
	if a, err = p.analyse(ctx, all, nil); err != nil {
		return nil, nil, nil, err
	}
	whole = a.names()
	f.outside(inside)
	if a, err = p.analyse(ctx, inside, nil); err != nil {
		return nil, nil, nil, err
	}
	return first, whole, a.names(), nil
}

func (a *analysis) names() []uint64 {
	var ids []uint64
	for _, index := range a.leaked() {
		ids = append(ids, a.suspects[index].goroutine.id)
	}
	slices.Sort(ids)
	return ids
}

// Asleep are goroutines that wait for what only others can bring about, now.
func (p *Program) Asleep(ctx context.Context) (map[uint64]bool, error) {
	options := Options{Limit: DefaultLimit}
	c, err := p.tryCapture(ctx, p.newResult(&options), options)
	if err != nil {
		return nil, err
	}
	a, err := p.analyse(ctx, c, nil)
	if err != nil {
		return nil, err
	}
	ids := map[uint64]bool{}
	for i := range a.suspects {
		ids[a.suspects[i].goroutine.id] = true
	}
	return ids, nil
}

// ForeignOf is how the sampler reads the memory of C.
var ForeignOf = foreign

// ParseWritable for tests from outside.
var ParseWritable = parseWritable
