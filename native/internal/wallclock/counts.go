package wallclock

import (
	"time"

	"parkscope/native/internal/goroutines"
)

// way is one way to be. Stack and labels are indexes in the dictionaries of the series; start stands for a stack that there is none of.
type way struct {
	stack, labels int
	missing       uint8
	state, start  string
}

// count is how many goroutines are that way now, and how many were.
type count struct {
	now     int64
	samples int64
	wall    time.Duration
}

// counts adds up moments. A moment tells what changed, so adding one costs what changed, and then one step for each way to be.
type counts struct {
	ways map[way]*count
	// used are the ways that goroutines are now.
	used map[*count]bool
	// of each goroutine.
	of    map[uint64]*count
	total int64
	last  time.Time
	// dictionaries of the last moment.
	dictionary *goroutines.Snapshot

	samples, stackless, dropped int64
}

// maxWays bounds what a program with a stack of its own for each goroutine makes us hold.
const maxWays = 1 << 20

func newCounts() *counts {
	return &counts{ways: map[way]*count{}, used: map[*count]bool{}, of: map[uint64]*count{}}
}

// until adds the time since the moment before to what goroutines were then.
func (c *counts) until(at time.Time) {
	if !c.last.IsZero() {
		passed := at.Sub(c.last)
		for one := range c.used {
			one.wall += time.Duration(one.now) * passed
		}
	}
	c.last = at
}

// moment takes what changed, and counts each goroutine once.
func (c *counts) moment(m *goroutines.Moment) {
	c.dictionary = m.Snapshot
	for _, id := range m.Gone {
		c.leave(id)
	}
	for i := range m.Goroutines {
		g := &m.Goroutines[i]
		c.leave(g.ID)
		if !g.System {
			c.enter(g)
		}
	}
	for w, one := range c.ways {
		one.samples += one.now
		c.samples += one.now
		if w.stack < 0 {
			c.stackless += one.now
		}
	}
}

func (c *counts) leave(id uint64) {
	one, known := c.of[id]
	if !known {
		return
	}
	delete(c.of, id)
	c.total--
	if one.now--; one.now == 0 {
		delete(c.used, one)
	}
}

func (c *counts) enter(g *goroutines.Goroutine) {
	w := way{stack: g.Stack, labels: g.Labels, state: g.State}
	if g.Stack < 0 {
		w.missing, w.start = g.Missing, g.Start
	}
	one, known := c.ways[w]
	if !known {
		if len(c.ways) >= maxWays {
			c.dropped++
			return
		}
		one = &count{}
		c.ways[w] = one
	}
	c.of[g.ID] = one
	c.total++
	one.now++
	c.used[one] = true
}

// stacks are the distinct ones.
func (c *counts) stacks() map[int]bool {
	found := map[int]bool{}
	for w := range c.ways {
		if w.stack >= 0 {
			found[w.stack] = true
		}
	}
	return found
}
