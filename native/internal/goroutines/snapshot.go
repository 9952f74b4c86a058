package goroutines

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/wire"
)

// Statuses of a goroutine (runtime2.go), without the bit that a GC scan sets.
const (
	statusIdle      = 0
	statusRunnable  = 1
	statusRunning   = 2
	statusSyscall   = 3
	statusWaiting   = 4
	statusDead      = 6
	statusCopystack = 8
	statusPreempted = 9
	statusLeaked    = 10 // 1.26: waiting, and the GC found that nothing can wake it
	statusDeadExtra = 11
	statusScan      = 0x1000
)

var statusNames = map[uint32]string{
	statusRunnable: "runnable", statusRunning: "running", statusSyscall: "syscall", statusWaiting: "waiting",
	statusCopystack: "copystack", statusPreempted: "preempted", statusLeaked: "waiting",
}

// Missing stacks.
const (
	StackWhole   = 0
	StackRunning = 1 // it runs: its stack changes with every instruction
	StackMoved   = 2 // it changed during every attempt to read it
	StackUnknown = 3 // its frames do not end where stacks end
)

// Goroutine is one goroutine at about one time.
type Goroutine struct {
	ID, Parent uint64
	// State as Go prints it: a wait reason, or `running`, `runnable`, `syscall`.
	State  string
	Leaked bool
	// WaitNs is how long it has been waiting at least, as the last garbage collections saw it; -1 when not known.
	WaitNs int64
	// SinceMs is when the wait was first seen or, where the runtime tells, began: milliseconds since the epoch, 0 for what does not
	// wait. Only a Series tells it.
	SinceMs        float64
	LockedToThread bool
	// System: started by the runtime for itself.
	System bool
	// Stack is an index into Snapshot.Stacks, -1 with a reason in Missing.
	Stack   int
	Missing uint8
	// Creator is the frame with the go statement, -1 for the first goroutine; Start the function it began with.
	Creator int32
	Start   string
	// Labels is an index into Snapshot.Labels, -1 for none.
	Labels int

	waiting uint64 // *sudog
	g       uint64
}

// Frame is one call in a stack.
type Frame struct {
	Function, File string
	Line           int32
	// Offset of the return address in the function with code of its own; 0 for inlined calls.
	Offset  uint64
	Inlined bool
}

// Stack is frames, innermost first. After the first Before frames, Elided calls are left out; 0 when it is whole.
type Stack struct {
	Frames []int32
	Before int
	Elided uint64
}

// Label is one pprof label.
type Label struct{ Key, Value string }

// Snapshot is what one reading gave.
type Snapshot struct {
	Goroutines []Goroutine
	Stacks     []Stack
	Frames     []Frame
	Labels     [][]Label
	Objects    []Object
	Waits      []Wait
	Counts     wire.SnapshotCounts
	Notes      []string
}

const (
	// maxGoroutines bounds what a damaged count makes us read; the stacks of so many take 8 GB at least.
	maxGoroutines = 1 << 22
	batchSize     = 2048
	// maxGap between two g structures that are read as one range.
	maxGap = 256
	// firstWindow of a stack is read for all; few are deeper.
	firstWindow = 8 << 10
	// deepWindow is what may be read of any stack; maxDeepTotal is for all that are deeper, however many claim to be.
	deepWindow   = 64 << 10
	maxDeepTotal = 2 << 30
	// maxStack is what Go allows, maxDeep how much of one is read.
	maxStack = 1 << 30
	maxDeep  = 64 << 20
	attempts = 3
	// arena is how many bytes of stacks are held at once.
	arena = 8 << 20
)

// Clock is nanotime of the system.
type Clock func() (int64, error)

// taker is one snapshot being taken.
type taker struct {
	*Program
	ctx context.Context
	Snapshot
	size    uint64
	raw     []byte
	again   []byte
	ranges  []memory.Range
	windows []memory.Range
	// spans holds ranges of g structures, runs the index of the first of each.
	spans    []byte
	runs     []int
	bytes    []byte
	trace    trace
	stacks   map[string]int
	frames   map[Frame]int32
	states   map[uint32]string
	labels   map[uint64]int
	names    map[uint64]string
	creators map[uint64]int32
	key      []byte
	now      int64
	unknown  int
	deep     uint64
}

// Snapshot reads all goroutines. The error is a *wire.Error, of the context or of the process.
func (p *Program) Snapshot(ctx context.Context, clock Clock) (*Snapshot, error) {
	return p.taker().read(ctx, clock)
}

func (p *Program) taker() *taker {
	return &taker{
		Program: p, stacks: map[string]int{}, frames: map[Frame]int32{}, labels: map[uint64]int{}, names: map[uint64]string{}, creators: map[uint64]int32{},
		size: p.layout.End(layout.GStackHi, layout.GSchedSP, layout.GSchedBP, layout.GSchedLR, layout.GSyscallPC, layout.GStatus,
			layout.GGoid, layout.GWaitSince, layout.GWaitReason, layout.GLockedM, layout.GParentGoid, layout.GGopc,
			layout.GStartPC, layout.GWaiting, layout.GLabels),
	}
}

// read reads all goroutines; stacks and frames go on from the reading before.
func (t *taker) read(ctx context.Context, clock Clock) (*Snapshot, error) {
	began := time.Now()
	now, err := clock()
	if err != nil {
		return nil, err
	}
	t.setEpoch(began, now)
	t.ctx, t.now, t.unknown, t.deep = ctx, now, 0, 0
	t.Goroutines, t.Objects, t.Waits, t.Counts, t.Notes = nil, nil, nil, wire.SnapshotCounts{}, append([]string{}, t.remarks...)
	pointers, err := t.list()
	if err != nil {
		return nil, err
	}
	for len(pointers) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		batch := pointers[:min(len(pointers), batchSize)]
		pointers = pointers[len(batch):]
		if err := t.take(batch); err != nil {
			return nil, err
		}
	}
	if err := t.dropImpossible(); err != nil {
		return nil, err
	}
	if err := t.readLabels(); err != nil {
		return nil, err
	}
	if err := t.readWaits(ctx); err != nil {
		return nil, err
	}
	if t.Counts.Goroutines == 0 {
		return nil, &wire.Error{
			Code: wire.CodeUnsupportedGo, Message: "its goroutines cannot be read: what is in its list is none",
			Hint: "save a profile of it from its own /debug/pprof/goroutine and open that", Detail: t.Version,
		}
	}
	if t.unknown > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d entries of the list of goroutines make no sense and are left out.", t.unknown))
	}
	t.Counts.SpanNs = time.Since(began).Nanoseconds()
	return &t.Snapshot, nil
}

// dropImpossible leaves out goroutines with ids that were never given: what was read there is none. The largest id is read last.
func (t *taker) dropImpossible() error {
	largest := uint64(math.MaxUint64)
	if t.allgs.Goidgen != 0 {
		word, ok, err := memory.Word(t.mem, t.allgs.Goidgen)
		if err != nil {
			return err
		}
		if ok {
			largest = word
		}
	}
	before := len(t.Goroutines)
	t.Goroutines = slices.DeleteFunc(t.Goroutines, func(g Goroutine) bool { return g.ID == 0 || g.ID > largest })
	t.unknown += before - len(t.Goroutines)
	t.Counts.Goroutines = len(t.Goroutines)
	return nil
}

// list reads the pointers to all g structures.
func (t *taker) list() ([]uint64, error) {
	unreadable := &wire.Error{Code: wire.CodeInternal, Message: "the list of goroutines cannot be read", Detail: t.Version}
	for range attempts {
		ptr, count, ok, err := t.slice()
		if err != nil {
			return nil, err
		}
		if !ok || count == 0 || count > maxGoroutines {
			continue
		}
		// In pieces, so that a count that is none allocates nothing that is not there.
		const piece = 8192
		var pointers []uint64
		buffer := make([]byte, 8*piece)
		for count > 0 && ok {
			part := buffer[:8*min(count, piece)]
			if ok, err = memory.Bytes(t.mem, ptr, part); err != nil {
				return nil, err
			}
			for at := 0; ok && at < len(part); at += 8 {
				if g := binary.LittleEndian.Uint64(part[at:]); g != 0 && g%8 == 0 {
					pointers = append(pointers, g)
				} else {
					t.unknown++
				}
			}
			ptr += uint64(len(part))
			count -= uint64(len(part)) / 8
		}
		if ok {
			return pointers, nil
		}
	}
	return nil, unreadable
}

// slice reads where the list is and how long. Length first: the runtime stores the pointer before the length, and an array that
// was replaced keeps its elements.
func (t *taker) slice() (ptr, count uint64, ok bool, err error) {
	if t.allgs.Ptr != 0 {
		if count, ok, err = memory.Word(t.mem, t.allgs.Len); err == nil && ok {
			ptr, ok, err = memory.Word(t.mem, t.allgs.Ptr)
		}
		return ptr, count, ok, err
	}
	var words, same [16]byte
	if ok, err = memory.Bytes(t.mem, t.allgs.Slice, words[:]); err == nil && ok {
		ok, err = memory.Bytes(t.mem, t.allgs.Slice, same[:])
	}
	return binary.LittleEndian.Uint64(words[:]), binary.LittleEndian.Uint64(words[8:]), ok && words == same, err
}

// take reads one batch of goroutines, those that changed meanwhile again.
func (t *taker) take(batch []uint64) error {
	for attempt := 1; len(batch) > 0; attempt++ {
		if err := t.readAll(&t.raw, batch); err != nil {
			return err
		}
		var retry []uint64
		// Stacks are read into one arena; when it is full, what is in it is finished first.
		for first := 0; first < len(batch); {
			next, err := t.takePart(batch, first, attempt == attempts, &retry)
			if err != nil {
				return err
			}
			first = next
		}
		if attempt < attempts {
			t.Counts.Retried += len(retry)
		}
		batch = retry
	}
	return nil
}

// readAll reads the g structures into one buffer, zero where they cannot be read. Structures beside each other, which those of
// goroutines started together are, are read as one range: the kernel's work is by range and page.
func (t *taker) readAll(into *[]byte, batch []uint64) error {
	size := int(t.size)
	if need := len(batch) * size; cap(*into) < need {
		*into = make([]byte, batchSize*size)
	}
	*into = (*into)[:len(batch)*size]
	if t.spans == nil {
		t.spans = make([]byte, batchSize*(size+maxGap))
	}
	t.ranges, t.runs = t.ranges[:0], t.runs[:0]
	used := 0
	for first := 0; first < len(batch); {
		next := first + 1
		for next < len(batch) && batch[next] > batch[next-1] && batch[next]-batch[next-1] <= t.size+maxGap {
			next++
		}
		length := int(batch[next-1]-batch[first]) + size
		t.ranges = append(t.ranges, memory.Range{Addr: batch[first], Into: t.spans[used : used+length]})
		t.runs = append(t.runs, first)
		used += length
		first = next
	}
	if err := t.mem.Read(t.ranges); err != nil {
		return err
	}
	for n, first := range t.runs {
		end := len(batch)
		if n+1 < len(t.runs) {
			end = t.runs[n+1]
		}
		for i := first; i < end; i++ {
			g := (*into)[i*size : (i+1)*size]
			if t.ranges[n].OK {
				copy(g, t.ranges[n].Into[batch[i]-batch[first]:])
				continue
			}
			// One of them is not there any more, or nothing ever was.
			ok, err := memory.Bytes(t.mem, batch[i], g)
			if err != nil {
				return err
			}
			if !ok {
				clear(g)
			}
		}
	}
	return nil
}

// fields reads one g structure.
type fields struct {
	raw []byte
	l   *layout.Layout
}

func (f fields) word(field layout.Field) uint64 {
	return binary.LittleEndian.Uint64(f.raw[f.l.Of(field):])
}
func (f fields) status() uint32 {
	return binary.LittleEndian.Uint32(f.raw[f.l.Of(layout.GStatus):]) &^ statusScan
}

// begin tells where its stack begins.
func (f fields) begin() start {
	if sp := f.word(layout.GSyscallSP); sp != 0 {
		return start{pc: f.word(layout.GSyscallPC), sp: sp, syscall: true}
	}
	return start{pc: f.word(layout.GSchedPC), sp: f.word(layout.GSchedSP), lr: f.word(layout.GSchedLR), bp: f.word(layout.GSchedBP)}
}

// unchanged: what makes a goroutine with its stack is the same in both readings.
func (f fields) unchanged(other fields) bool {
	for _, field := range []layout.Field{
		layout.GGoid, layout.GStackLo, layout.GStackHi, layout.GSchedSP, layout.GSchedPC, layout.GSchedBP,
		layout.GSyscallSP, layout.GSyscallPC, layout.GWaiting,
	} {
		if f.word(field) != other.word(field) {
			return false
		}
	}
	return f.status() == other.status()
}

// stackRange tells the used part of its stack, false for one that cannot be.
func (f fields) stackRange() (sp, hi uint64, ok bool) {
	lo, hi, sp := f.word(layout.GStackLo), f.word(layout.GStackHi), f.begin().sp
	return sp, hi, lo < hi && hi-lo <= maxStack && sp >= lo && sp < hi && sp%8 == 0
}

func exists(status uint32) bool {
	_, known := statusNames[status]
	return known
}

func hasStack(f fields) bool {
	status := f.status()
	return status != statusCopystack && (status != statusRunning || f.word(layout.GSyscallSP) != 0)
}

// takePart reads stacks from batch[first] on until the arena is full, checks them and keeps those that held still. It answers
// where to go on.
func (t *taker) takePart(batch []uint64, first int, last bool, retry *[]uint64) (int, error) {
	if t.bytes == nil {
		t.bytes = make([]byte, arena)
	}
	used := 0
	t.windows = t.windows[:0]
	next := first
	for ; next < len(batch); next++ {
		f := fields{t.raw[next*int(t.size) : (next+1)*int(t.size)], t.layout}
		length := 0
		sp, hi, ok := f.stackRange()
		if ok && exists(f.status()) && hasStack(f) {
			length = int(min(hi-sp, firstWindow))
		}
		if used+length > arena {
			break
		}
		t.windows = append(t.windows, memory.Range{Addr: sp, Into: t.bytes[used : used+length]})
		used += length
	}
	if err := t.mem.Read(t.windows); err != nil {
		return 0, err
	}
	if err := t.readAll(&t.again, batch[first:next]); err != nil {
		return 0, err
	}
	for i := first; i < next; i++ {
		before := fields{t.raw[i*int(t.size) : (i+1)*int(t.size)], t.layout}
		after := fields{t.again[(i-first)*int(t.size) : (i-first+1)*int(t.size)], t.layout}
		kept, err := t.keep(batch[i], before, after, t.windows[i-first], last)
		if err != nil {
			return 0, err
		}
		if !kept {
			*retry = append(*retry, batch[i])
		}
	}
	return next, nil
}

// keep adds one goroutine; false asks for another attempt, which the last one never does.
func (t *taker) keep(g uint64, before, after fields, stack memory.Range, last bool) (bool, error) {
	status := after.status()
	if !exists(status) {
		if status != statusIdle && status != statusDead && status != statusDeadExtra {
			t.unknown++
		} else {
			t.Counts.Dead++
		}
		return true, nil
	}
	found := t.describe(g, after)
	switch {
	case status == statusRunning && !hasStack(after):
		found.Missing = StackRunning
		t.Counts.Running++
	case !before.unchanged(after) || !stack.OK || len(stack.Into) == 0:
		found.Missing = StackMoved
	default:
		outcome, held, err := t.walkAll(before, g, stack)
		switch {
		case err != nil:
			return false, err
		case !held:
			found.Missing = StackMoved
		case outcome != complete:
			found.Missing = StackUnknown
		case t.trace.disagrees && !last:
			return false, nil
		default:
			if t.trace.disagrees {
				t.Counts.Disagree++
			}
			found.Stack = t.intern()
		}
	}
	if found.Stack < 0 && found.Missing != StackRunning {
		if !last {
			return false, nil
		}
		if found.Missing == StackMoved {
			t.Counts.Moved++
		} else {
			t.Counts.Torn++
		}
	}
	t.Counts.Goroutines++
	t.Goroutines = append(t.Goroutines, found)
	return true, nil
}

// walkAll walks what was read, and reads more where the stack is deeper; held is false when it moved meanwhile.
func (t *taker) walkAll(f fields, g uint64, stack memory.Range) (result outcome, held bool, err error) {
	sp, hi, _ := f.stackRange()
	bytes := stack.Into
	for {
		result = t.walk(&t.trace, f.begin(), bytes, hi)
		if result != beyond || uint64(len(bytes)) >= min(hi-sp, maxDeep) {
			return result, true, nil
		}
		if err := t.ctx.Err(); err != nil {
			return torn, false, err
		}
		length := min(hi-sp, maxDeep, 4*uint64(len(bytes)))
		if length > deepWindow {
			if t.deep += length; t.deep > maxDeepTotal {
				return torn, true, nil
			}
		}
		bytes = make([]byte, length)
		again := make([]byte, t.size)
		for _, r := range []memory.Range{{Addr: sp, Into: bytes}, {Addr: g, Into: again}} {
			ok, err := memory.Bytes(t.mem, r.Addr, r.Into)
			if err != nil || !ok {
				return torn, false, err
			}
		}
		if !f.unchanged(fields{again, t.layout}) {
			return torn, false, nil
		}
	}
}
