package goroutines

import (
	"context"
	"hash/maphash"
	"sync/atomic"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

const (
	// chunkSize is how many goroutines are read at once: what is read of them stays in the processor's cache until it is used.
	chunkSize = 512
	// firstWindow of a stack is read for all; few are deeper.
	firstWindow = 8 << 10
	// deepWindow is what may be read of any stack; maxDeepTotal is for all that are deeper, however many claim to be.
	deepWindow   = 64 << 10
	maxDeepTotal = 2 << 30
	// maxStack is what Go allows, maxDeep how much of one is read.
	maxStack = 1 << 30
	maxDeep  = 64 << 20
	// arena is how many bytes of stacks are held at once, with what lies between them.
	arena = 1 << 20
	// guardEvery: of the stacks that are kept, each is compared with memory in one of so many moments.
	guardEvery = 8
	// guardBlock goroutines beside each other are compared in the same moment: their structures and stacks are, too.
	guardBlock = 64
	// topWords is how much of a stack tells what its goroutine waits on: the frames of the runtime's functions that parked it.
	topWords = 512
)

// slot is what is remembered of an entry of the runtime's list of goroutines: whether it changed shows without reading its stack. Its zero
// value is an entry without a goroutine.
type slot struct {
	id              uint64
	sp, pc, waiting uint64
	waitSince       uint64
	labels          uint64
	// top is of the innermost words of the stack; 0 when it was not read whole.
	top     uint64
	sinceMs float64
	stack   int32
	object  heldObject
	status  uint8
	reason  uint8
	stops   uint8
	missing uint8
	system  bool
}

// worker reads chunks of goroutines beside others. What it finds is of the chunk that it read last.
type worker struct {
	*taker
	series *Series
	mem    memory.Reader
	// before are the structures that are looked at first, after those read again behind the stacks.
	before, after memory.Gather
	raw, again    [][]byte
	none          []byte
	bytes         uint64
	addrs         []uint64
	stacks        memory.Gather
	pieces        []memory.Piece
	pending       []pendingStack
	retry         []pendingStack
	stackOf       *stackTree
	origins       map[originKey]origin
	lastKey       originKey
	lastOrigin    origin

	found
}

// found is what a worker found in its chunk.
type found struct {
	goroutines []Goroutine
	gone       []uint64
	counts     countsOf
}

type countsOf struct {
	total, dead, running, retried, moved, torn, disagree, unknown, kept, read int
}

// pendingStack is a goroutine whose stack is to be read. at is where its structure is in raw.
type pendingStack struct {
	entry, at int
	// guard: nothing but a look at its stack tells whether it changed.
	guard bool
}

func newWorker(s *Series, mem memory.Reader) *worker {
	w := &worker{taker: s.taker, series: s, mem: mem, origins: map[originKey]origin{}}
	w.stackOf = newStackTree(s.taker)
	w.none = make([]byte, s.taker.size)
	return w
}

// structure is one that was read; one that could not be is like one of no goroutine.
func (w *worker) structure(raw [][]byte, i int) fields {
	if raw[i] == nil {
		return fields{w.none, w.layout}
	}
	return fields{raw[i], w.layout}
}

// readStructures reads the g structures at addresses.
func (w *worker) readStructures(by *memory.Gather, addrs []uint64) ([][]byte, error) {
	return by.Read(w.mem, addrs, int(w.size))
}

// chunk reads the goroutines of the entries from first on.
func (w *worker) chunk(ctx context.Context, first int, pointers []uint64) error {
	var err error
	if w.raw, err = w.readStructures(&w.before, pointers); err != nil {
		return err
	}
	w.pending = w.pending[:0]
	for i := range pointers {
		w.sort(first+i, i)
	}
	for attempt := 1; len(w.pending) > 0; attempt++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.retry = w.retry[:0]
		for done := 0; done < len(w.pending); {
			next, err := w.part(ctx, done, attempt == attempts)
			if err != nil {
				return err
			}
			done = next
		}
		w.counts.retried += len(w.retry)
		w.pending, w.retry = w.retry, w.pending
		w.addrs = w.addrs[:0]
		for i := range w.pending {
			w.pending[i].at = i
			w.addrs = append(w.addrs, w.series.pointers[w.pending[i].entry])
		}
		if w.raw, err = w.readStructures(&w.before, w.addrs); err != nil {
			return err
		}
	}
	return nil
}

// sort decides what to do with an entry: nothing, when it is as it was.
func (w *worker) sort(entry, at int) {
	f := w.structure(w.raw, at)
	last := &w.series.slots[entry]
	status := f.status()
	id := f.word(layout.GGoid)
	if w.series.pointers[entry] == 0 {
		w.end(last) // counted when the list was read
		return
	}
	if !exists(status) || id == 0 {
		w.end(last)
		if exists(status) || status != statusIdle && status != statusDead && status != statusDeadExtra {
			w.counts.unknown++
		} else {
			w.counts.dead++
		}
		return
	}
	if last.id != id || w.series.retell || !last.same(f) {
		w.pending = append(w.pending, pendingStack{entry, at, false})
		return
	}
	switch {
	case last.missing == StackRunning:
		w.counts.running++
		w.counts.total++
	case last.stack < 0:
		w.pending = append(w.pending, pendingStack{entry, at, false})
	case status == statusSyscall || !w.layout.Has(layout.GTrackingSeq) || (entry/guardBlock+w.series.turn)%guardEvery == 0:
		// Up to Go 1.25 system calls count as stops, after that only slow ones.
		w.pending = append(w.pending, pendingStack{entry, at, true})
	default:
		last.waitSince = f.word(layout.GWaitSince)
		w.counts.kept++
		w.counts.total++
	}
}

// same: it did not run since, as far as its structure tells: it is the same goroutine.
func (s *slot) same(f fields) bool {
	status := f.status()
	if uint32(s.status) != status {
		return false
	}
	if s.missing == StackRunning {
		return !hasStack(f)
	}
	from := f.begin()
	return s.stops == f.stops() && s.sp == from.sp && s.pc == from.pc && s.reason == f.reason() && s.waiting == f.word(layout.GWaiting) &&
		s.labels == f.word(layout.GLabels) && !s.waitedAnew(f)
}

// waitedAnew: the runtime says of waits that the garbage collector saw when they began, and forgets it when they end.
func (s *slot) waitedAnew(f fields) bool {
	return s.waitSince != 0 && s.waitSince != f.word(layout.GWaitSince)
}

// end notes that the goroutine of an entry is no more.
func (w *worker) end(last *slot) {
	if last.id != 0 {
		w.gone = append(w.gone, last.id)
	}
	object := last.object
	*last = slot{object: object}
}

// part reads stacks from pending[done] on until the arena is full, checks them and takes those that held still. It answers where to
// go on.
func (w *worker) part(ctx context.Context, done int, last bool) (int, error) {
	used, next := 0, done
	w.pieces, w.addrs = w.pieces[:0], w.addrs[:0]
	for ; next < len(w.pending); next++ {
		f := w.structure(w.raw, w.pending[next].at)
		piece := memory.Piece{}
		if sp, hi, ok := f.stackRange(); ok && exists(f.status()) && hasStack(f) {
			piece = memory.Piece{Addr: sp, Size: int(min(hi-sp, firstWindow))}
		}
		if used+piece.Size+memory.PageGap > arena {
			break
		}
		used += piece.Size + memory.PageGap
		w.pieces = append(w.pieces, piece)
		w.addrs = append(w.addrs, w.series.pointers[w.pending[next].entry])
	}
	windows, err := w.stacks.ReadPieces(w.mem, w.pieces, memory.PageGap)
	if err != nil {
		return 0, err
	}
	if w.again, err = w.readStructures(&w.after, w.addrs); err != nil {
		return 0, err
	}
	for i := done; i < next; i++ {
		before, after := w.structure(w.raw, w.pending[i].at), w.structure(w.again, i-done)
		taken, err := w.take(ctx, w.pending[i], before, after, windows[i-done], last)
		if err != nil {
			return 0, err
		}
		if !taken {
			w.retry = append(w.retry, w.pending[i])
		}
	}
	return next, nil
}

// take notes one goroutine; false asks for another attempt, which the last one never does.
func (w *worker) take(ctx context.Context, do pendingStack, before, after fields, window []byte, last bool) (bool, error) {
	known := &w.series.slots[do.entry]
	status, id := after.status(), after.word(layout.GGoid)
	if !exists(status) || id == 0 {
		w.end(known)
		w.counts.dead++
		return true, nil
	}
	stack, top, missing := int32(-1), uint64(0), uint8(StackWhole)
	switch {
	case status == statusRunning && !hasStack(after):
		missing = StackRunning
		w.counts.running++
	case !before.unchanged(after) || len(window) == 0:
		missing = StackMoved
	default:
		walked, held, err := w.walk(ctx, before, w.series.pointers[do.entry], window)
		switch {
		case err != nil:
			return false, err
		case !held:
			missing = StackMoved
		case walked.outcome != complete:
			missing = StackUnknown
		case walked.disagrees && !last:
			return false, nil
		default:
			if walked.disagrees {
				w.counts.disagree++
			}
			stack, top = walked.stack, topOf(status, window)
		}
	}
	if missing == StackMoved || missing == StackUnknown {
		if !last {
			return false, nil
		}
		if missing == StackMoved {
			w.counts.moved++
		} else {
			w.counts.torn++
		}
	}
	w.counts.total++
	if do.guard && stack == known.stack && top == known.top {
		w.counts.kept++
		known.waitSince = after.word(layout.GWaitSince)
		return true, nil
	}
	if stack >= 0 {
		w.counts.read++
	}
	w.note(do, known, after, stack, top, missing)
	return true, nil
}

// topSeed is for one life of the sampler.
var topSeed = maphash.MakeSeed()

// topOf is a sum of the words that say what a goroutine waits on: its frames are the same each time it waits at one place, and stops are
// counted in one byte. What is in a system call may have its stack written by the kernel.
func topOf(status uint32, window []byte) uint64 {
	if status == statusSyscall {
		return 0
	}
	return maphash.Bytes(topSeed, window[:min(len(window), topWords)])
}

// note compares with what is known, and tells what changed.
func (w *worker) note(do pendingStack, known *slot, f fields, stack int32, top uint64, missing uint8) {
	from, id := f.begin(), f.word(layout.GGoid)
	now := slot{
		id: id, sp: from.sp, pc: from.pc, waiting: f.word(layout.GWaiting), waitSince: f.word(layout.GWaitSince), labels: f.word(layout.GLabels),
		stack: stack, top: top, object: known.object, status: uint8(f.status()), reason: f.reason(), stops: f.stops(), missing: missing,
	}
	// The garbage collector moves stacks of what waits; nothing that is told changes then.
	other := known.sp == now.sp && known.top != top
	ran := w.series.retell || known.id != id || known.stops != now.stops || known.status != now.status || known.reason != now.reason || known.waiting != now.waiting ||
		known.stack != stack || other || known.waitedAnew(f)
	if !ran && known.missing == missing && known.labels == now.labels {
		now.sinceMs, now.system = known.sinceMs, known.system
		*known = now
		return
	}
	if known.id != id && known.id != 0 {
		w.gone = append(w.gone, known.id)
	}
	told := w.describe(w.series.pointers[do.entry], int32(do.entry), f)
	told.Stack, told.Missing = int(stack), missing
	if status := f.status(); status != statusRunning && status != statusRunnable {
		now.sinceMs = w.series.nowMs
		if same := known.id == id && known.stops == now.stops && known.stack == stack && !other; same && known.sinceMs > 0 {
			now.sinceMs = known.sinceMs
		}
		if told.WaitNs >= 0 {
			now.sinceMs = min(now.sinceMs, w.series.nowMs-float64(told.WaitNs)/1e6)
		}
	}
	told.SinceMs, now.system = now.sinceMs, told.System
	*known = now
	w.goroutines = append(w.goroutines, told)
}

// walked is a stack as it was found.
type walked struct {
	outcome   outcome
	stack     int32
	disagrees bool
}

// walk follows what was read, and reads more where the stack is deeper; held is false when it moved meanwhile.
func (w *worker) walk(ctx context.Context, f fields, g uint64, window []byte) (result walked, held bool, err error) {
	sp, hi, _ := f.stackRange()
	bytes := window
	for {
		result = w.stackOf.find(f.begin(), bytes, hi)
		if result.outcome != beyond || uint64(len(bytes)) >= min(hi-sp, maxDeep) {
			return result, true, nil
		}
		if err := ctx.Err(); err != nil {
			return result, false, err
		}
		length := min(hi-sp, maxDeep, 4*uint64(len(bytes)))
		if length > deepWindow && atomic.AddUint64(&w.series.deep, length) > maxDeepTotal {
			return walked{outcome: torn}, true, nil
		}
		bytes = make([]byte, length)
		again := make([]byte, w.size)
		w.bytes += length + w.size
		for _, r := range []memory.Range{{Addr: sp, Into: bytes}, {Addr: g, Into: again}} {
			ok, err := memory.Bytes(w.mem, r.Addr, r.Into)
			if err != nil || !ok {
				return result, false, err
			}
		}
		if !f.unchanged(fields{again, w.layout}) {
			return result, false, nil
		}
	}
}
