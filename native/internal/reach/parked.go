package reach

import (
	"context"
	"errors"
)

// A goroutine that is parked does not run, and nobody writes to the stack of another: the runtime moves stacks at any time and knows of one
// pointer into them, that of an entry in a channel's queue, through which whoever wakes the goroutine hands a value over, which it still holds
// itself as long as the goroutine counts as waiting. So the stack of a goroutine that has not run since may be read before a stop.
//
// That it has not run tells g.waitsince. The collector sets it, once in each collection, to when that began, where it finds the goroutine
// waiting; the scheduler clears it whenever a goroutine that was woken runs on. The same time, seen twice, was not cleared in between. (Only
// coroutines are switched to without it.)
//
// Whoever moves a stack copies it, tells the goroutine, and only then changes in the copy the addresses of the old one. It holds the goroutine meanwhile
// (_Gscan), so that one that is held is read in the stop.

// settled: the goroutine waits in now, and did not run since before was read.
func (p *Program) settled(before, now *goroutine) bool {
	return now.since != 0 && before.since == now.since && !now.scanned && now.waits() && now.m == 0 && same(before, now) && p.reasons.scheduled(now.reason)
}

// eachBoth calls do with those of now, which are in the order of addresses like those before, that were there before.
func eachBoth(before, now []goroutine, do func(before, now *goroutine)) {
	at := 0
	for i := range now {
		for at < len(before) && before[at].addr < now[i].addr {
			at++
		}
		if at < len(before) && before[at].addr == now[i].addr {
			do(&before[at], &now[i])
		}
	}
}

// readParked reads, of a program that runs, goroutines and the stacks of those that did not run since before. It tries again what moved too fast; where
// that does not help the error is errMoved.
func (p *Program) readParked(ctx context.Context, before []goroutine, limit uint64) ([]goroutine, error) {
	for try := 1; ; try++ {
		now, err := p.tryParked(ctx, before, limit)
		var fast errMoved
		if try == maxTries || !errors.As(err, &fast) {
			return now, err
		}
	}
}

func (p *Program) tryParked(ctx context.Context, before []goroutine, limit uint64) ([]goroutine, error) {
	now, _, err := p.readGoroutines(ctx, nil, nil, &p.buffers.again)
	if err != nil {
		return nil, err
	}
	eachBoth(before, now, func(before, now *goroutine) { now.settled = p.settled(before, now) })
	row := p.byStack(now, func(g *goroutine) bool { return g.settled })
	_, err = p.readStacks(ctx, now, row, p.buffers.stackRoom.Take, limit)
	if err != nil {
		return nil, err
	}
	p.blank(now)
	// The others are read in the stop.
	more := uint64(0)
	for i := range now {
		if g := &now[i]; g.exists() && !g.settled {
			more += g.hi - g.sp
		}
	}
	_, err = p.buffers.stopRoom.Warm(more + more/4 + stacksForStop)
	return now, err
}

// stacksForStop: so many bytes of stacks that nobody expected fit.
const stacksForStop = 1 << 20
