package watch

import (
	"os"
	"slices"
	"sync"
	"time"

	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

// pacer decides how often to look: as often as asked, but not so often that the sampler's CPU time is beyond the budget.
type pacer struct {
	// changed says that the steps are others now.
	changed chan struct{}
	// failures of moments in a row.
	failures int

	lock sync.Mutex
	// Asked for, and in force.
	askedMoments, askedCounters time.Duration
	moments, counters           time.Duration
	// budget is a share of one processor.
	budget float64
	// momentNs is the CPU time of a moment, the newest counting most; countersShare of a processor that all else takes.
	momentNs      float64
	countersShare float64
	// holdsNs is the CPU time that the last search for holders took of the moment at hand; the next is at nextHolds.
	holdsNs   float64
	nextHolds time.Time
	// holdsShare of a processor that searches take.
	holdsShare float64
	// Since the last weighing: CPU time of moments, and the time in which memory was read.
	spentNs, readNs float64
	lates           []float64
	recount         chan struct{}
}

func newPacer(asked wire.WatchParams) *pacer {
	p := &pacer{changed: make(chan struct{}, 1), recount: make(chan struct{}, 1), budget: asked.BudgetPercent / 100}
	p.askedMoments = time.Duration(asked.GoroutinesEveryMs) * time.Millisecond
	p.askedCounters = time.Duration(asked.CountersEveryMs) * time.Millisecond
	p.moments, p.counters = p.askedMoments, p.askedCounters
	return p
}

// ask changes what is asked for.
func (p *pacer) ask(goroutinesMs, countersMs int64) {
	p.lock.Lock()
	p.askedMoments, p.askedCounters = time.Duration(goroutinesMs)*time.Millisecond, time.Duration(countersMs)*time.Millisecond
	p.lock.Unlock()
	p.decide()
	poke(p.changed)
}

func poke(channel chan struct{}) {
	select {
	case channel <- struct{}{}:
	default: // it will be seen to already
	}
}

// decide puts the steps in force that the budget allows. Counters may take half of it, searches for holders a quarter; what they
// leave is for moments.
func (p *pacer) decide() {
	p.lock.Lock()
	defer p.lock.Unlock()
	counters := p.askedCounters
	if p.countersShare > 0 {
		// countersShare was measured at the step in force.
		fits := time.Duration(float64(p.counters) * p.countersShare / (p.budget / 2))
		counters = min(max(p.askedCounters, fits), maxEveryMs*time.Millisecond)
	}
	// A step that is nearly right stays: each change begins the rows anew.
	if counters == p.askedCounters || counters > p.counters*3/2 || counters < p.counters*2/3 {
		if counters != p.counters {
			p.countersShare *= float64(p.counters) / float64(counters)
			p.counters = counters
			poke(p.recount)
		}
	}
	left := max(p.budget-p.countersShare-p.holdsShare, p.budget/4)
	p.moments = min(max(p.askedMoments, time.Duration(p.momentNs/left)), maxEveryMs*time.Millisecond)
}

// next is when the moment after the one that was due is due, and how many were missed.
func (p *pacer) next(due time.Time) (time.Time, float64) {
	p.lock.Lock()
	defer p.lock.Unlock()
	next := due.Add(p.moments)
	late := time.Since(next)
	if late < 0 {
		// A shorter step begins now.
		if soonest := time.Now().Add(p.moments); next.After(soonest) {
			next = soonest
		}
		return next, 0
	}
	missed := int64(late/p.moments) + 1
	return next.Add(time.Duration(missed) * p.moments), float64(missed)
}

func (p *pacer) everyMs() int64 {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.moments.Milliseconds()
}

func (p *pacer) countersEvery() time.Duration {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.counters
}

func (p *pacer) limited() bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.moments > p.askedMoments || p.counters > p.askedCounters
}

// begin reads the sampler's CPU clock; end is what passed on it since.
func (p *pacer) begin() int64 {
	// The clock of the own process is always there.
	ns, _ := kernel.ProcessCPUNs(os.Getpid())
	return ns
}

func (p *pacer) end(began, spanNs int64) float64 {
	cost := float64(p.begin() - began)
	p.lock.Lock()
	p.spentNs += cost
	p.readNs += float64(spanNs)
	searched := p.holdsNs
	p.holdsNs = 0
	if p.momentNs == 0 {
		// The first reads everything; those after it are cheaper.
		p.momentNs = (cost - searched) / 4
	} else {
		p.momentNs += (cost - searched - p.momentNs) / 2
	}
	p.lock.Unlock()
	p.decide()
	return cost
}

// holdsEvery is the least time between two searches for holders.
const holdsEvery = 5 * time.Second

// holdsDue: it is time to search for holders.
func (p *pacer) holdsDue(now time.Time) bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return !now.Before(p.nextHolds)
}

// held: a search took so much CPU time. Searches may take a quarter of the budget.
func (p *pacer) held(now time.Time, cpuNs int64) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.holdsNs = float64(cpuNs)
	every := max(holdsEvery, time.Duration(float64(cpuNs)/(p.budget/4)))
	p.nextHolds, p.holdsShare = now.Add(every), float64(cpuNs)/float64(every)
}

// lateKept is of how many moments the lateness is told.
const lateKept = 512

func (p *pacer) late(by time.Duration) {
	if len(p.lates) == lateKept {
		p.lates = append(p.lates[:0], p.lates[1:]...)
	}
	p.lates = append(p.lates, float64(by))
}

// lateP99 of the last moments, nanoseconds.
func (p *pacer) lateP99() float64 {
	if len(p.lates) == 0 {
		return 0
	}
	sorted := slices.Clone(p.lates)
	slices.Sort(sorted)
	return sorted[len(sorted)*99/100]
}

// took is what passed since it was asked last: CPU time of moments, and the time in which memory was read. all is the CPU time of
// the sampler as a whole in that time.
func (p *pacer) took(allNs, wallNs float64) (readNs float64) {
	p.lock.Lock()
	share := max(0, allNs-p.spentNs) / wallNs
	if p.countersShare == 0 {
		p.countersShare = share
	} else {
		p.countersShare += (share - p.countersShare) / 4
	}
	readNs = p.readNs
	p.spentNs, p.readNs = 0, 0
	p.lock.Unlock()
	p.decide()
	return readNs
}
