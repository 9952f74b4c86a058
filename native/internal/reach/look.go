package reach

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"parkscope/native/internal/wire"
)

// Options of a look.
type Options struct {
	// Limit is how many bytes are copied at most; 0 for DefaultLimit.
	Limit uint64
	// Between is the least time from one pass to the next; five times that before the last.
	Between time.Duration
	// MaxStop of the process, each time; 0 for DefaultStop.
	MaxStop time.Duration
	// Foreign lets a proof search what C code holds; without it nothing is proven of a program with C code.
	Foreign *Foreign
	// Explain names goroutines for which a way from a root to what they wait for is wanted; at most MaxExplained.
	Explain []uint64
	// Progress is told how far it is, never while the process stands still; nil where nobody asks. Its error ends the look.
	Progress func(Progress) error
	// fence: a proof may follow.
	fence bool
	// parts is told the name of each part of a stop that is done; nil where nobody asks.
	parts func(name string)
}

// Passes that must agree before a goroutine of a running program is called unreachable: of a single one, two thirds may be wrong
// in a program that hands pointers over all the time.
const Passes = 3

// maxTries of all passes together, as long as the program moves too fast to be read.
const maxTries = 12

// Grades of a verdict.
const (
	// GradeStrong: unreachable in a program that ran meanwhile; not confirmed.
	GradeStrong = "strong"
	// GradeProven: unreachable in a program that stood still, twice.
	GradeProven = "proven"
)

// Result is what a look or a proof found.
type Result struct {
	Grade string
	// Unproven says why a proof that was asked for is none; empty otherwise.
	Unproven string
	Groups   []Group
	Ways     []Way
	Scanned  wire.ReachScanned
	Notes    []string
}

// key is what must be the same in every pass: the goroutine, where its stack is, and what it waits for.
type key struct {
	sp, waiting uint64
	reason      uint8
	waits       []uint64
}

func (s *suspect) key() key {
	return key{s.goroutine.sp, s.goroutine.waiting, s.goroutine.reason, s.waits}
}

func (k key) same(other key) bool {
	return k.sp == other.sp && k.waiting == other.waiting && k.reason == other.reason && slices.Equal(k.waits, other.waits)
}

// Look reads the program as it runs, until enough passes agree or nothing is left. It is never a proof. The error is a *wire.Error, of
// the context or of the process.
func (p *Program) Look(ctx context.Context, options Options) (*Result, error) {
	defer tight()()
	r := p.newResult(&options)
	_, err := p.look(ctx, options, r)
	return r, err
}

func (p *Program) newResult(options *Options) *Result {
	if options.Limit == 0 {
		options.Limit = DefaultLimit
	}
	p.reporter = newReporter(options.Progress)
	return &Result{Grade: GradeStrong, Scanned: wire.ReachScanned{StopNs: []int64{}}, Notes: append([]string{}, p.Notes...)}
}

// looked is what a look leaves for a proof.
type looked struct {
	agreed   map[uint64]key
	holdings []holding
	fence    *fence
	// goroutines as they were in the last pass.
	goroutines []goroutine
}

// look answers what was agreed on; the fence only where a proof is wanted.
func (p *Program) look(ctx context.Context, options Options, r *Result) (*looked, error) {
	var agreed map[uint64]key
	for {
		if agreed != nil {
			// The last pass comes later: goroutines that wait again and again in the same place look the same for a while.
			wait := options.Between
			if r.Scanned.Passes == Passes-1 {
				wait *= 5
			}
			if err := sleep(ctx, wait); err != nil {
				return nil, err
			}
		}
		c, err := p.tryCapture(ctx, r, options)
		if err != nil {
			return nil, err
		}
		a, err := p.mark(ctx, c, r)
		if err != nil {
			return nil, err
		}
		agreed = agree(a, a.leaked(), agreed)
		if len(agreed) == 0 || r.Scanned.Passes == Passes {
			l := &looked{agreed: agreed, goroutines: c.goroutines}
			if l.holdings, err = a.finish(r, agreed); err != nil {
				return nil, err
			}
			if options.fence && len(agreed) > 0 {
				if l.fence, err = a.fence(agreed); err != nil {
					return nil, err
				}
			}
			r.Ways, err = p.explain(ctx, c, options.Explain)
			return l, err
		}
	}
}

// tight keeps garbage few while large copies are held.
func tight() func() {
	before := debug.SetGCPercent(25)
	return func() { debug.SetGCPercent(before) }
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// tryCapture tries again what moved too fast.
func (p *Program) tryCapture(ctx context.Context, r *Result, options Options) (*capture, error) {
	for {
		c, err := p.capture(ctx, request{limit: options.Limit, pass: r.Scanned.Passes + 1})
		var fast errMoved
		if err == nil || !errors.As(err, &fast) {
			return c, err
		}
		if r.Scanned.Retried++; r.Scanned.Retried >= maxTries {
			return nil, &wire.Error{
				Code: wire.CodeInternal, Message: "what its goroutines can reach is not told: it changes faster than it can be read",
				Hint: "Try again when it has less to do.", Detail: fast.Error(),
			}
		}
	}
}

// mark analyses one capture and counts it.
func (p *Program) mark(ctx context.Context, c *capture, r *Result) (*analysis, error) {
	began := time.Now()
	if err := p.reporter.begin(PhaseMark, r.Scanned.Passes+1, c.heap.scanBytes); err != nil {
		return nil, err
	}
	a, err := p.analyse(ctx, c, nil)
	if err != nil {
		return nil, err
	}
	s := &r.Scanned
	s.Passes++
	s.ReadNs += c.took.Nanoseconds()
	s.ExpectedStopNs = c.first.Nanoseconds() + c.first.Nanoseconds()/4 + int64(time.Millisecond)
	s.MarkNs += time.Since(began).Nanoseconds()
	s.CopiedBytes = c.copied
	s.HeapBytes = c.heap.scanBytes + c.heap.noscanBytes
	s.Objects, s.Reached = c.heap.objects, a.markedObjects
	s.RootWords = a.roots
	s.Suspects, s.Unclear = len(a.suspects), a.unclear
	s.Goroutines = 0
	for i := range c.goroutines {
		if c.goroutines[i].exists() {
			s.Goroutines++
		}
	}
	return a, nil
}

// agree keeps what is leaked in this pass and was in those before; nil says that there was none before.
func agree(a *analysis, leaked []int32, before map[uint64]key) map[uint64]key {
	now := make(map[uint64]key, len(leaked))
	for _, index := range leaked {
		s := &a.suspects[index]
		k := s.key()
		if old, known := before[s.goroutine.id]; before == nil || known && old.same(k) {
			now[s.goroutine.id] = k
		}
	}
	return now
}

// finish says what the goroutines of the verdict hold, by the last pass.
func (a *analysis) finish(r *Result, agreed map[uint64]key) ([]holding, error) {
	var list []int32
	for _, index := range a.leaked() {
		if _, is := agreed[a.suspects[index].goroutine.id]; is {
			list = append(list, index)
		}
	}
	all, err := a.holdings(list)
	r.Groups = groups(all)
	if a.p.vars.cgo && a.p.foreign == nil {
		r.Notes = append(r.Notes, "It runs C code, whose memory was not searched: what only C holds counts as not reachable.")
	}
	if a.c.heap.odd > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d parts of the heap changed while they were read and are left out.", a.c.heap.odd))
	}
	return all, err
}
