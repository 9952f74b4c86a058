package watch

import (
	"math"
	"testing"
	"time"

	"parkscope/native/internal/wire"
)

func paced(budget float64) *pacer {
	return newPacer(wire.WatchParams{GoroutinesEveryMs: 1000, CountersEveryMs: 100, BudgetPercent: budget})
}

// The share of a processor that moments and counters take, as the pacer decides, is within the budget.
func TestBudgetIsKept(t *testing.T) {
	for _, c := range []struct {
		budget, momentMs, counterMs float64
		limited                     bool
	}{
		{5, 10, 0.1, false},
		{5, 100, 0.1, true},
		{5, 10, 10, true},
		{1, 200, 1, true},
		{5, 1, 0.2, false},
		{100, 100, 0.1, false},
	} {
		p := paced(c.budget)
		for range 200 {
			p.momentNs += (c.momentMs*1e6 - p.momentNs) / 2
			p.decide()
			wall := 1e9
			p.spentNs = wall / float64(p.moments) * c.momentMs * 1e6
			p.took(p.spentNs+wall/float64(p.counters)*c.counterMs*1e6, wall)
		}
		share := 100 * (c.momentMs*1e6/float64(p.moments) + c.counterMs*1e6/float64(p.counters))
		if share > c.budget*1.1 || p.limited() != c.limited {
			t.Errorf("%+v: %.2f percent, moments every %v, counters every %v, limited %v", c, share, p.moments, p.counters, p.limited())
		}
	}
}

// Searches for holders are paid from the budget, too.
func TestSearchesAreWithinTheBudget(t *testing.T) {
	p := paced(5)
	p.momentNs = 30e6
	now := time.Now()
	p.held(now, 500e6)
	p.decide()
	every := p.nextHolds.Sub(now)
	share := 100 * (500e6/float64(every) + p.momentNs/float64(p.moments))
	if share > 5.01 || every < 39*time.Second || p.moments > time.Second {
		t.Errorf("%.2f percent, searches every %v, moments every %v", share, every, p.moments)
	}
}

// When it is cheap again, it looks as often as asked again.
func TestLimitsAreLifted(t *testing.T) {
	p := paced(5)
	for range 50 {
		p.momentNs = 400e6
		p.took(20e6, 1e9)
	}
	if !p.limited() {
		t.Fatal("not limited")
	}
	for range 50 {
		p.momentNs = 1e6
		p.took(1e6, 1e9)
	}
	if p.limited() || p.moments != time.Second || p.counters != 100*time.Millisecond {
		t.Errorf("moments every %v, counters every %v", p.moments, p.counters)
	}
}

func TestMissedMomentsAreCounted(t *testing.T) {
	p := paced(5)
	due := time.Now().Add(-3500 * time.Millisecond)
	next, missed := p.next(due)
	if missed != 3 || next.Sub(due) != 4*time.Second {
		t.Errorf("%v missed, next after %v", missed, next.Sub(due))
	}
	if next, missed = p.next(time.Now().Add(-10 * time.Millisecond)); missed != 0 || time.Until(next) < 900*time.Millisecond {
		t.Errorf("%v missed, next in %v", missed, time.Until(next))
	}
	p.ask(100, 100)
	if next, _ = p.next(time.Now().Add(time.Minute)); time.Until(next) > 100*time.Millisecond {
		t.Errorf("a shorter step begins in %v", time.Until(next))
	}
}

func TestSlowdown(t *testing.T) {
	for _, c := range []struct {
		own, target, busy, reading float64
		processors                 int
		from, to, most             float64
	}{
		{0.05, 1, 0.5, 0, 8, 0, 0.1, 1},     // there is always an idle processor
		{0.05, 2, 1, 0, 2, 2, 3, 0.1},       // two processors full: 0.05 of 1.95
		{0.05, 0, 1, 0, 2, 0, 0, 0},         // the process does nothing
		{0, 1, 1, 0, 2, 0, 0, 0},            // we do nothing
		{0.05, 0.5, 0.9, 0.5, 2, 2, 3, 1.5}, // nearly full, and half of the time spent reading
	} {
		percent, uncertain := slowdown(c.own, c.target, c.busy, c.reading, c.processors)
		if percent < c.from || percent > c.to || uncertain < 0 || uncertain > c.most || math.IsNaN(percent+uncertain) {
			t.Errorf("%+v: %.3f ± %.3f", c, percent, uncertain)
		}
	}
}

func TestMachineTimes(t *testing.T) {
	before, err := parseMachineTimes([]byte("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	after, err := parseMachineTimes([]byte("cpu  130 0 60 850 60 0 0 0 0 0\n"))
	if err != nil || math.Abs(after.busySince(before)-0.4) > 1e-9 || before.busySince(after) != 0 {
		t.Errorf("%v, %v", after.busySince(before), err)
	}
	for _, bad := range []string{"", "cpu", "cpu 1 2 3 x 5", "intr 1 2 3 4 5"} {
		if _, err := parseMachineTimes([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
