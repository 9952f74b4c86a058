package goroutines

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/wire"
)

// Series reads the goroutines of a program again and again; each moment tells what changed since the one before. What did not run
// since keeps its stack, which is then not read. Use it from one goroutine at a time.
type Series struct {
	taker    *taker
	workers  []*worker
	pointers []uint64
	slots    []slot
	// begun is how many slots there were before this moment: no memory is behind the others yet.
	begun   int
	turn    int
	nowMs   float64
	deep    uint64
	objects *objects
	// lost are ids that ended in a moment that failed; retell says that there was one: then all is told again.
	lost   []uint64
	retell bool
}

// Moment is one reading of a series.
type Moment struct {
	// Snapshot has the goroutines that are new or changed, what they wait on, and the objects that are new or changed; Wait.Object is a
	// number, not an index. Stacks, Frames and Labels are dictionaries that only grow from moment to moment.
	*Snapshot
	// Numbers are those of Objects. A number is given once; an object that nobody waited on for a while has another then.
	Numbers []uint32
	// Gone are the ids of goroutines that ended.
	Gone []uint64
	// Kept is how many have the stack that they had; Read how many stacks were read anew.
	Kept, Read int
	// Bytes that were read of goroutines and their stacks.
	Bytes uint64
}

// maxAtOnce goroutines have room made for them before they are found; a list that lies may be longer.
const maxAtOnce = 1 << 20

// maxWorkers read beside each other. More would compete for the target's memory.
const maxWorkers = 4

// Series begins one. Nothing is read yet.
func (p *Program) Series() *Series {
	t := &taker{
		Program: p, stacks: map[stackKey]int{}, frames: map[Frame]int32{}, labels: map[string]int{}, names: map[uint64]string{}, creators: map[uint64]int32{}, calls: map[callKey][]int32{},
		size: p.layout.End(layout.GStackHi, layout.GSchedSP, layout.GSchedBP, layout.GSchedLR, layout.GSyscallPC, layout.GStatus,
			layout.GGoid, layout.GWaitSince, layout.GWaitReason, layout.GLockedM, layout.GParentGoid, layout.GGopc,
			layout.GStartPC, layout.GWaiting, layout.GLabels, layout.GTrackingSeq),
	}
	s := &Series{taker: t, objects: newObjects()}
	forker, can := p.mem.(memory.Forker)
	if !can {
		s.workers = append(s.workers, newWorker(s, p.mem))
		return s
	}
	// The program's own reader is for what is read under the lock: tables of functions.
	for range min(runtime.GOMAXPROCS(0), maxWorkers) {
		s.workers = append(s.workers, newWorker(s, forker.Fork()))
	}
	return s
}

// Next reads the program. The error is a *wire.Error, of the context or of the process. The series can go on after one: the next
// moment then tells all goroutines again.
func (s *Series) Next(ctx context.Context, clock Clock) (*Moment, error) {
	moment, err := s.next(ctx, clock)
	if s.retell = err != nil; !s.retell {
		return moment, nil
	}
	if moment != nil {
		s.lost = append(s.lost, moment.Gone...)
	}
	return nil, err
}

func (s *Series) next(ctx context.Context, clock Clock) (*Moment, error) {
	began := time.Now()
	now, err := clock()
	if err != nil {
		return nil, err
	}
	t := s.taker
	t.setEpoch(began, now)
	t.ctx, t.now = ctx, now
	t.Goroutines, t.Waits, t.Counts, t.Notes = nil, nil, wire.SnapshotCounts{}, append([]string{}, t.remarks...)
	s.turn++
	s.deep, s.nowMs = 0, float64(began.UnixMicro())/1e3
	unknown, err := s.list()
	if err != nil {
		return nil, err
	}
	moment := &Moment{}
	counts, err := s.readAll(ctx, moment)
	if err != nil {
		return nil, err
	}
	moment.Gone = append(moment.Gone, s.lost...)
	s.lost = nil
	impossible, err := s.dropImpossible()
	if err != nil {
		return moment, err
	}
	counts.total -= impossible
	unknown += counts.unknown + impossible
	if counts.total == 0 {
		return moment, &wire.Error{
			Code: wire.CodeUnsupportedGo, Message: "its goroutines cannot be read: what is in its list is none",
			Hint: "save a profile of it from its own /debug/pprof/goroutine and open that", Detail: t.Version,
		}
	}
	t.Counts = wire.SnapshotCounts{
		Goroutines: counts.total, Dead: counts.dead, Running: counts.running, Retried: counts.retried, Moved: counts.moved, Torn: counts.torn, Disagree: counts.disagree,
	}
	moment.Kept, moment.Read = counts.kept, counts.read
	if err := t.readLabels(); err != nil {
		return moment, err
	}
	t.Objects = s.objects.again()
	if err := t.readWaits(ctx, s.workers); err != nil {
		return moment, err
	}
	changed := s.objects.update(s.slots, t, moment)
	if unknown > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d entries of the list of goroutines make no sense and are left out.", unknown))
	}
	t.Counts.SpanNs = time.Since(began).Nanoseconds()
	told := t.Snapshot
	told.Objects = changed
	moment.Snapshot = &told
	return moment, nil
}

const (
	// maxStacks and maxCalls bound the dictionaries of a series that goes on for days.
	maxStacks = 1 << 18
	maxCalls  = 1 << 24
)

// Full tells that there were more different stacks than a series keeps: it is time to begin another.
func (s *Series) Full() bool { return len(s.taker.Stacks) > maxStacks || s.taker.called > maxCalls }

// HeldBy is a guess at who could release an object, by the object's number and the goroutine's id.
type HeldBy struct {
	Object    uint32
	Goroutine uint64
	Frame     int32
}

// Holds searches the stacks of all goroutines, as the last moment has them, for what others wait for (Program.Holds). Held.Holds is
// empty: the answer has them with numbers and ids.
func (s *Series) Holds(ctx context.Context) ([]HeldBy, Held, error) {
	t := s.taker
	all := &Snapshot{Stacks: t.Stacks, Frames: t.Frames}
	rows := make(map[uint32]int, len(s.objects.known))
	numbers := make([]uint32, 0, len(s.objects.known))
	for _, known := range s.objects.known {
		rows[known.number] = len(numbers)
		numbers = append(numbers, known.number)
		all.Objects = append(all.Objects, known.state)
	}
	for i := range s.slots {
		known := &s.slots[i]
		if known.id == 0 {
			continue
		}
		for _, number := range s.objects.of(known) {
			all.Waits = append(all.Waits, Wait{Goroutine: len(all.Goroutines), Object: rows[number]})
		}
		all.Goroutines = append(all.Goroutines, Goroutine{ID: known.id, Stack: int(known.stack), System: known.system, g: s.pointers[i]})
	}
	held, err := t.Holds(ctx, all)
	found := make([]HeldBy, 0, len(held.Holds))
	for _, hold := range held.Holds {
		found = append(found, HeldBy{numbers[hold.Object], all.Goroutines[hold.Goroutine].ID, hold.Frame})
	}
	held.Holds = nil
	return found, held, err
}

// readAll reads the goroutines of all entries, in chunks and by all workers.
func (s *Series) readAll(ctx context.Context, moment *Moment) (countsOf, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	chunks := make([]found, (len(s.pointers)+chunkSize-1)/chunkSize)
	// Where all are told, they are told into one array; elsewhere few are.
	var all []Goroutine
	if (s.turn == 1 || s.retell) && len(s.pointers) <= maxAtOnce {
		all = make([]Goroutine, len(s.pointers))
	}
	var next atomic.Int64
	run := func(w *worker) (err error) {
		ended := false
		defer func() {
			if !ended {
				stop() // the others as well
			}
		}()
		w.bytes, w.before.Bytes, w.stacks.Bytes, w.after.Bytes = 0, 0, 0, 0
		for {
			n := int(next.Add(1)) - 1
			if n >= len(chunks) {
				ended = true
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			first := n * chunkSize
			if end := min(len(s.slots), first+chunkSize); end > s.begun {
				// Memory that is read before it is written costs two page faults, and the second holds up all processors.
				clear(s.slots[max(first, s.begun):end])
			}
			if all != nil {
				w.goroutines = all[first:first:min(len(all), first+chunkSize)]
			}
			if err := w.chunk(ctx, first, s.pointers[first:min(len(s.pointers), first+chunkSize)]); err != nil {
				return err
			}
			chunks[n], w.found = w.found, found{}
		}
	}
	workers := s.workers[:min(len(s.workers), len(chunks), runtime.GOMAXPROCS(0))]
	err := beside(len(workers), func(n int) error { return run(workers[n]) })
	for _, w := range workers {
		moment.Bytes += w.bytes + w.before.Bytes + w.stacks.Bytes + w.after.Bytes
	}
	if err != nil {
		for _, w := range workers {
			s.lost = append(s.lost, w.gone...)
		}
		for _, c := range chunks {
			s.lost = append(s.lost, c.gone...)
		}
		return countsOf{}, err
	}
	var counts countsOf
	told := 0
	for _, c := range chunks {
		counts.add(c.counts)
		told += len(c.goroutines)
	}
	s.taker.Goroutines = all[:0]
	if all == nil {
		s.taker.Goroutines = make([]Goroutine, 0, told)
	}
	for i, c := range chunks {
		s.taker.Goroutines = append(s.taker.Goroutines, c.goroutines...)
		moment.Gone = append(moment.Gone, c.gone...)
		chunks[i] = found{}
	}
	return counts, nil
}

func (c *countsOf) add(other countsOf) {
	c.total += other.total
	c.dead += other.dead
	c.running += other.running
	c.retried += other.retried
	c.moved += other.moved
	c.torn += other.torn
	c.disagree += other.disagree
	c.unknown += other.unknown
	c.kept += other.kept
	c.read += other.read
}

// dropImpossible leaves out goroutines with ids that were never given: what was read there is none. The largest id is read last.
func (s *Series) dropImpossible() (int, error) {
	t := s.taker
	if t.allgs.Goidgen == 0 {
		return 0, nil
	}
	largest, ok, err := memory.Word(t.mem, t.allgs.Goidgen)
	if err != nil || !ok {
		return 0, err
	}
	before := len(t.Goroutines)
	t.Goroutines = slices.DeleteFunc(t.Goroutines, func(g Goroutine) bool {
		if g.ID <= largest {
			return false
		}
		last := &s.slots[g.entry]
		*last = slot{object: last.object}
		return true
	})
	return before - len(t.Goroutines), nil
}

// list reads the pointers to all g structures, and answers how many are none.
func (s *Series) list() (unknown int, err error) {
	t := s.taker
	for range attempts {
		ptr, count, ok, err := t.slice()
		if err != nil {
			return 0, err
		}
		if !ok || count == 0 || count > maxGoroutines {
			continue
		}
		// Where its end can be read there is room for all; a count that is none allocates nothing that is not there.
		if _, ok, err = memory.Word(t.mem, ptr+8*(count-1)); err != nil {
			return 0, err
		}
		if !ok {
			continue
		}
		const piece = 8192
		pointers, unknown := slices.Grow(s.pointers[:0], int(count)), 0
		buffer := make([]byte, 8*min(count, piece))
		for count > 0 && ok {
			part := buffer[:8*min(count, piece)]
			if ok, err = memory.Bytes(t.mem, ptr, part); err != nil {
				return 0, err
			}
			for at := 0; ok && at < len(part); at += 8 {
				g := binary.LittleEndian.Uint64(part[at:])
				if g == 0 || g%8 != 0 {
					// Its place is kept: entries are known by their index.
					g = 0
					unknown++
				}
				pointers = append(pointers, g)
			}
			ptr += uint64(len(part))
			count -= uint64(len(part)) / 8
		}
		if ok {
			s.replace(pointers)
			return unknown, nil
		}
	}
	return 0, &wire.Error{Code: wire.CodeInternal, Message: "the list of goroutines cannot be read", Detail: t.Version}
}

// replace takes a new list. Entries are never removed from it; where it got shorter all the same, the rest is over.
func (s *Series) replace(pointers []uint64) {
	for i := len(pointers); i < len(s.slots); i++ {
		if s.slots[i].id != 0 {
			s.lost = append(s.lost, s.slots[i].id)
			s.slots[i] = slot{object: s.slots[i].object}
		}
	}
	s.pointers = pointers
	if s.begun = len(s.slots); len(pointers) > cap(s.slots) {
		grown := make([]slot, len(pointers), len(pointers)+len(s.slots)/4)
		copy(grown, s.slots)
		s.slots = grown
	}
	s.slots = s.slots[:max(len(s.slots), len(pointers))]
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
