package reach

import (
	"context"
	"errors"
	"time"
)

// StoppedPass is one pass over a program that stands still, without the ones before and after: goroutines that it calls leaked.
func (p *Program) StoppedPass(ctx context.Context, hold Stopper) ([]uint64, error) {
	r := p.newResult(&Options{})
	c, why, err := p.hold(ctx, Options{Limit: DefaultLimit, MaxStop: 10_000_000_000}, hold, &r.Scanned)
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
	var ids []uint64
	for _, index := range a.leaked() {
		ids = append(ids, a.suspects[index].goroutine.id)
	}
	return ids, nil
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

// StopTime is how long one stopped pass holds the program.
func (p *Program) StopTime(ctx context.Context, hold Stopper) (time.Duration, error) {
	r := p.newResult(&Options{})
	_, why, err := p.hold(ctx, Options{Limit: DefaultLimit, MaxStop: time.Minute}, hold, &r.Scanned)
	if err != nil || why != "" {
		return 0, errors.Join(err, errMoved{why})
	}
	return time.Duration(r.Scanned.StopNs[0]), nil
}

// ForeignOf is how the sampler reads the memory of C.
var ForeignOf = foreign

// ParseWritable for tests from outside.
var ParseWritable = parseWritable
