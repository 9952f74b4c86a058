package goroutines

import (
	"context"
	"time"
)

// Series reads the goroutines of a program again and again; each moment tells what changed since the one before. Use it from one
// goroutine at a time.
type Series struct {
	taker *taker
	known map[uint64]*seen
	turn  uint64
}

// seen is a goroutine as it was told last.
type seen struct {
	goroutine Goroutine
	turn      uint64
}

// Moment is one reading of a series.
type Moment struct {
	// Snapshot has the goroutines that are new or changed, and what they wait on. Stacks, Frames and Labels are dictionaries that
	// only grow from moment to moment. Objects are all that are waited on, read again.
	*Snapshot
	// Gone are the ids of goroutines that ended.
	Gone []uint64
	// Total goroutines there are; Kept is how many have the stack that they had, without reading it.
	Total, Kept int
	// Read stacks, and bytes of all that was read.
	Read  int
	Bytes uint64
}

// Series begins one. Nothing is read yet.
func (p *Program) Series() *Series {
	return &Series{taker: p.taker(), known: map[uint64]*seen{}}
}

// Next reads the program. Errors are as those of Snapshot.
func (s *Series) Next(ctx context.Context, clock Clock) (*Moment, error) {
	s.turn++
	nowMs := float64(time.Now().UnixMicro()) / 1e3
	read, err := s.taker.read(ctx, clock)
	if err != nil {
		return nil, err
	}
	moment := &Moment{Snapshot: &Snapshot{
		Stacks: read.Stacks, Frames: read.Frames, Labels: read.Labels, Objects: read.Objects, Counts: read.Counts, Notes: read.Notes,
	}, Total: len(read.Goroutines), Read: len(read.Goroutines)}
	rows := make(map[int]int, len(read.Goroutines))
	for i := range read.Goroutines {
		g := &read.Goroutines[i]
		last := s.known[g.ID]
		if last == nil {
			last = &seen{}
			s.known[g.ID] = last
		} else if last.turn != s.turn && same(&last.goroutine, g) {
			last.turn = s.turn
			continue
		}
		g.SinceMs = since(&last.goroutine, g, nowMs)
		*last = seen{*g, s.turn}
		rows[i] = len(moment.Goroutines)
		moment.Goroutines = append(moment.Goroutines, *g)
	}
	for id, last := range s.known {
		if last.turn != s.turn {
			moment.Gone = append(moment.Gone, id)
			delete(s.known, id)
		}
	}
	for _, w := range read.Waits {
		if row, told := rows[w.Goroutine]; told {
			w.Goroutine = row
			moment.Waits = append(moment.Waits, w)
		}
	}
	return moment, nil
}

// same: nothing that is told of the goroutine changed.
func same(a, b *Goroutine) bool {
	return a.ID == b.ID && a.Parent == b.Parent && a.State == b.State && a.Leaked == b.Leaked && a.LockedToThread == b.LockedToThread &&
		a.Stack == b.Stack && a.Missing == b.Missing && a.Labels == b.Labels && a.waiting == b.waiting && a.g == b.g
}

// since is when the wait began, as milliseconds since the epoch: when it was first seen, or earlier where the runtime tells.
func since(last, now *Goroutine, nowMs float64) float64 {
	if now.State == "running" || now.State == "runnable" {
		return 0
	}
	began := nowMs
	if last.ID == now.ID && last.State == now.State && last.Stack == now.Stack && last.waiting == now.waiting && last.SinceMs > 0 {
		began = last.SinceMs
	}
	if now.WaitNs >= 0 {
		began = min(began, nowMs-float64(now.WaitNs)/1e6)
	}
	return began
}
