package reach

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"
)

// StoppedPass is one pass over a program that stands still, without the ones before and after: goroutines that it calls leaked.
func (p *Program) StoppedPass(ctx context.Context, hold Stopper) ([]uint64, error) {
	r := p.newResult(&Options{})
	c, why, err := p.hold(ctx, request{limit: DefaultLimit}, 10*time.Second, hold, &r.Scanned)
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

// Tight keeps garbage as few as a proof does, until what it answers is called.
func Tight() func() { return tight() }

// Confirmer looks once and answers a function that stops the program once, as a proof does.
func (p *Program) Confirmer(ctx context.Context, parts func(name string)) (func(hold Stopper, released func()) (stopped time.Duration, copied uint64, leaked int, err error), error) {
	options := Options{Limit: DefaultLimit, MaxStop: time.Minute, fence: true, parts: parts}
	l, err := p.look(ctx, options, p.newResult(&options))
	if err != nil {
		return nil, err
	}
	parked, err := p.readParked(ctx, l.goroutines, options.Limit)
	if err != nil {
		return nil, err
	}
	return func(hold Stopper, released func()) (time.Duration, uint64, int, error) {
		r := p.newResult(&options)
		c, why, err := p.standing(ctx, options, confirming{l.fence, parked}, hold, &r.Scanned)
		released()
		if err != nil || why != "" {
			return 0, 0, 0, errors.Join(err, errMoved{why})
		}
		a, err := p.confirmed(ctx, l.fence, c, &r.Scanned)
		if err != nil {
			return 0, 0, 0, err
		}
		return time.Duration(r.Scanned.StopNs[0]), r.Scanned.CopiedBytes, len(agree(a, a.leaked(), l.agreed)), nil
	}, nil
}

// AllPasses looks once at a program that runs, puts a fence around what all its waiting goroutines wait for, and answers what is called leaked in
// one stop: by a copy of everything, by the fence with room for all of it, and by the fence with room for what it keeps, where the rest is
// only searched. The first look may be wrong; none of the others may.
func (p *Program) AllPasses(ctx context.Context, hold Stopper) (first []uint64, stopped [3][]uint64, err error) {
	options := Options{Limit: DefaultLimit}
	c, err := p.tryCapture(ctx, p.newResult(&options), options)
	if err != nil {
		return nil, stopped, err
	}
	a, err := p.analyse(ctx, c, nil)
	if err != nil {
		return nil, stopped, err
	}
	everyone := map[uint64]key{}
	for i := range a.suspects {
		everyone[a.suspects[i].goroutine.id] = a.suspects[i].key()
	}
	f, err := a.fence(everyone)
	if err != nil {
		return nil, stopped, err
	}
	first = a.names()
	parked, err := p.readParked(ctx, c.goroutines, options.Limit)
	if err != nil {
		return nil, stopped, err
	}
	held, err := hold(time.Minute)
	if err != nil {
		return nil, stopped, err
	}
	// Each with buffers of its own: all are analysed after the stop.
	used := []buffers{p.buffers}
	var captures [3]*capture
	for i := range captures {
		p.buffers = buffers{}
		how := request{stopped: held.Threads, limit: DefaultLimit}
		if i > 0 {
			var planErr error
			how.plan, planErr = p.plan(f, []uint64{0, f.keptBytes + f.otherBytes, 0}[i])
			how.parked, err = parked, errors.Join(err, planErr)
		}
		var readErr error
		captures[i], readErr = p.capture(ctx, how)
		err = errors.Join(err, readErr)
		used = append(used, p.buffers)
	}
	_, endErr := held.Release()
	defer func() {
		p.buffers = buffers{}
		for i := range used {
			err = errors.Join(err, used[i].free())
		}
	}()
	if err = errors.Join(err, endErr); err != nil {
		return nil, stopped, err
	}
	for i, c := range captures {
		if i > 0 {
			p.clearBounds(c)
			f.outside(c)
		}
		if a, err = p.analyse(ctx, c, nil); err != nil {
			return nil, stopped, err
		}
		stopped[i] = a.names()
	}
	return first, stopped, nil
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

// Workers read at once.
const Workers = workers

// Sorting sorts lists of addresses that only grow.
func Sorting() func(raw []byte) []uint64 { return new(order).sort }

// Settled answers, in a stop, of how many goroutines the stack is taken from before it, and how many of those stacks are others now.
func (p *Program) Settled(ctx context.Context, hold Stopper) (taken, others int, err error) {
	options := Options{Limit: DefaultLimit}
	c, err := p.tryCapture(ctx, p.newResult(&options), options)
	if err != nil {
		return 0, 0, err
	}
	parked, err := p.readParked(ctx, c.goroutines, options.Limit)
	if err != nil {
		return 0, 0, err
	}
	held, err := hold(time.Minute)
	if err != nil {
		return 0, 0, err
	}
	var now []goroutine
	now, _, err = p.readGoroutines(ctx, nil, parked, &p.buffers.goroutines)
	fresh := slices.Clone(now)
	if err == nil {
		row := p.byStack(fresh, func(g *goroutine) bool { return g.settled })
		_, err = p.readStacks(ctx, fresh, row, p.buffers.stopRoom.Take, options.Limit)
	}
	_, endErr := held.Release()
	if err = errors.Join(err, endErr); err != nil {
		return 0, 0, err
	}
	for i := range fresh {
		fresh[i].blanked = false
	}
	p.blank(fresh)
	for i := range now {
		if !now[i].settled {
			continue
		}
		taken++
		if !bytes.Equal(now[i].stack, fresh[i].stack) {
			others++
		}
	}
	return taken, others, nil
}
