package goroutines

import (
	"context"
	"encoding/binary"
	"slices"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// Hold is a guess at who could release an object: its address, or that of the structure it is part of, is in the stack of a goroutine
// that does not wait for it.
type Hold struct {
	Object    int // index into Snapshot.Objects
	Goroutine int // index into Snapshot.Goroutines
	// Frame of Snapshot.Stacks whose part of the stack has the address, 0 the innermost; -1 when it is not known.
	Frame int32
}

// Held is what a search for holders gave.
type Held struct {
	// Holds by object, then goroutine.
	Holds []Hold
	// Bytes of stacks that were read.
	Bytes uint64
	// Unread goroutines: their stack was not searched, or changed meanwhile.
	Unread int
	// Cut: there were more guesses than are kept.
	Cut bool
}

const (
	// maxHolds bounds the guesses, maxHeldBytes what is read for them, maxHeldStack of one stack from its innermost frame.
	maxHolds     = 1 << 20
	heldArena    = 8 << 20
	maxHeldBytes = 1 << 30
	maxHeldStack = 64 << 10
	// near is how far a lock may be behind the beginning of its structure for one waiter to tell that; maxInside for several that agree.
	near      = 64
	maxInside = 1 << 10
	// asked is how many waiters of one lock are asked for the structure it is part of, maxAsked of all locks.
	asked    = 4
	maxAsked = 1 << 15
)

// holders is one search.
type holders struct {
	*Program
	*Snapshot
	ctx context.Context
	// targets are the objects by the addresses that name them; filter has a bit for each.
	targets map[uint64][]int
	filter  []uint64
	// waits are the objects of each goroutine that waits, ascending.
	waits map[int][]int
	// calls are how many frames an instruction stands for.
	calls map[uint64]int32
	bytes []byte
	trace trace
	held  Held
}

// heldStack is one stack to be searched.
type heldStack struct {
	goroutine int
	from      start
	hi        uint64
	running   bool
	raw       []byte
}

// Holds searches the stacks of all goroutines of a snapshot for what others wait for: channels, locks, WaitGroups, Conds. It reads
// every stack once more, through one buffer of 8 MiB.
func (p *Program) Holds(ctx context.Context, s *Snapshot) (Held, error) {
	h := &holders{Program: p, Snapshot: s, ctx: ctx, targets: map[uint64][]int{}, waits: map[int][]int{}, calls: map[uint64]int32{}}
	waiters := map[int][]int{}
	for _, w := range s.Waits {
		if !slices.Contains(h.waits[w.Goroutine], w.Object) {
			h.waits[w.Goroutine] = append(h.waits[w.Goroutine], w.Object)
		}
		if len(waiters[w.Object]) < asked {
			waiters[w.Object] = append(waiters[w.Object], w.Goroutine)
		}
	}
	for i, o := range s.Objects {
		if o.Addr != 0 && o.Kind != ObjectTimer && o.Kind != ObjectFD {
			h.targets[o.Addr] = append(h.targets[o.Addr], i)
		}
	}
	if len(h.targets) == 0 {
		return h.held, nil
	}
	if err := h.addStructures(waiters); err != nil {
		return h.held, err
	}
	h.makeFilter()
	all := make([]int, 0, len(s.Goroutines))
	for i, g := range s.Goroutines {
		if !g.System {
			all = append(all, i)
		}
	}
	if err := h.stacks(all, h.search); err != nil {
		return h.held, err
	}
	slices.SortFunc(h.held.Holds, func(a, b Hold) int {
		if a.Object != b.Object {
			return a.Object - b.Object
		}
		return a.Goroutine - b.Goroutine
	})
	return h.held, nil
}

// addStructures learns where the structures begin that locks are part of: from words in the stacks of those who wait for them.
func (h *holders) addStructures(waiters map[int][]int) error {
	inside := map[int][]uint64{}
	var ask []int
	for object, by := range waiters {
		if o := h.Objects[object]; o.Addr != 0 && o.Kind != ObjectChannel && o.Kind != ObjectTimer && o.Kind != ObjectFD {
			ask = append(ask, by...)
		}
	}
	slices.Sort(ask)
	ask = slices.Compact(ask)
	ask = ask[:min(len(ask), maxAsked)]
	seen := map[int]int{}
	err := h.stacks(ask, func(s heldStack) error {
		for _, object := range h.waits[s.goroutine] {
			o := h.Objects[object]
			if o.Kind == ObjectChannel || o.Addr == 0 {
				continue
			}
			var found []uint64
			for at := 0; at+8 <= len(s.raw); at += 8 {
				word := binary.LittleEndian.Uint64(s.raw[at:])
				if word < o.Addr && o.Addr-word < maxInside && word%8 == 0 && !slices.Contains(found, word) {
					found = append(found, word)
				}
			}
			if seen[object]++; seen[object] == 1 {
				inside[object] = found
			} else {
				inside[object] = slices.DeleteFunc(inside[object], func(word uint64) bool { return !slices.Contains(found, word) })
			}
		}
		return nil
	})
	for object, words := range inside {
		for _, word := range words {
			if seen[object] > 1 || h.Objects[object].Addr-word < near {
				h.targets[word] = append(h.targets[word], object)
			}
		}
	}
	return err
}

// makeFilter sets one bit for each target among 64 times as many: most words of a stack are none.
func (h *holders) makeFilter() {
	size := 1 << 10
	for size < len(h.targets) {
		size <<= 1
	}
	h.filter = make([]uint64, size)
	for addr := range h.targets {
		bit := h.bit(addr)
		h.filter[bit/64] |= 1 << (bit % 64)
	}
}

func (h *holders) bit(addr uint64) uint64 {
	return (addr >> 3 * 0x9e3779b97f4a7c15) >> 20 % (uint64(len(h.filter)) * 64)
}

// search looks through one stack.
func (h *holders) search(s heldStack) error {
	var found []Hold
	walked := false
	for at := 0; at+8 <= len(s.raw); at += 8 {
		word := binary.LittleEndian.Uint64(s.raw[at:])
		if bit := h.bit(word); h.filter[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		for _, object := range h.targets[word] {
			if slices.Contains(h.waits[s.goroutine], object) || slices.ContainsFunc(found, func(hold Hold) bool { return hold.Object == object }) {
				continue
			}
			if !walked {
				walked = true
				h.trace.cfas = h.trace.cfas[:0]
				if !s.running {
					h.walk(&h.trace, s.from, s.raw, s.hi)
				}
			}
			found = append(found, Hold{object, s.goroutine, h.frameAt(s, s.from.sp+uint64(at))})
		}
	}
	if len(found) == 0 {
		return nil
	}
	// What moved meanwhile was not its stack.
	moved, err := h.moved(s)
	if err != nil {
		return err
	}
	if moved {
		h.held.Unread++
		return nil
	}
	if room := maxHolds - len(h.held.Holds); len(found) > room {
		found, h.held.Cut = found[:room], true
	}
	h.held.Holds = append(h.held.Holds, found...)
	return nil
}

// frameAt is the frame of the snapshot's stack that an address belongs to: of calls that were inlined the one with code of its own.
func (h *holders) frameAt(s heldStack, addr uint64) int32 {
	g := h.Goroutines[s.goroutine]
	if g.Stack < 0 || s.running {
		return -1
	}
	frame := int32(-1)
	for i, cfa := range h.trace.cfas {
		if i >= len(h.trace.pcs) || i >= keptFrames {
			return -1
		}
		frame += h.callsAt(h.trace.pcs[i], h.trace.trapped[i])
		if addr < cfa {
			if stack := h.Stacks[g.Stack]; int(frame) >= len(stack.Frames) || (stack.Elided > 0 && int(frame) >= stack.Before) {
				return -1
			}
			return frame
		}
	}
	return -1
}

// callsAt is how many frames an address stands for, as Snapshot tells them.
func (h *holders) callsAt(pc uint64, trapped bool) int32 {
	here := h.place(pc)
	if !trapped && pc > here.fn.Entry {
		pc--
	}
	count, known := h.calls[pc]
	if !known {
		for _, line := range h.table.Lines(here.fn, pc) {
			if !line.Wrapper {
				count++
			}
		}
		h.calls[pc] = count
	}
	return count
}

// moved tells whether a goroutine went on since its stack was read.
func (h *holders) moved(s heldStack) (bool, error) {
	raw := make([]byte, h.headSize())
	ok, err := memory.Bytes(h.mem, h.Goroutines[s.goroutine].g, raw)
	if err != nil || !ok {
		return true, err
	}
	f := fields{raw, h.layout}
	if s.running {
		return f.word(layout.GStackHi) != s.hi || f.word(layout.GGoid) != h.Goroutines[s.goroutine].ID, nil
	}
	return f.begin().sp != s.from.sp || f.word(layout.GStackHi) != s.hi || f.word(layout.GGoid) != h.Goroutines[s.goroutine].ID, nil
}

func (h *holders) headSize() uint64 {
	return h.layout.End(layout.GStackLo, layout.GStackHi, layout.GSchedSP, layout.GSchedBP, layout.GSchedLR, layout.GSyscallSP, layout.GSyscallPC,
		layout.GStatus, layout.GGoid)
}

// stacks reads the stacks of goroutines and hands them on one by one. Of one that runs it is not known where it begins: what it has of
// the end is searched.
func (h *holders) stacks(goroutines []int, visit func(heldStack) error) error {
	size := int(h.headSize())
	heads := make([]byte, batchSize*size)
	if h.bytes == nil {
		h.bytes = make([]byte, heldArena)
	}
	for len(goroutines) > 0 {
		if err := h.ctx.Err(); err != nil {
			return err
		}
		batch := goroutines[:min(len(goroutines), batchSize)]
		goroutines = goroutines[len(batch):]
		ranges := make([]memory.Range, 0, len(batch))
		for i, goroutine := range batch {
			ranges = append(ranges, memory.Range{Addr: h.Goroutines[goroutine].g, Into: heads[i*size : (i+1)*size]})
		}
		if err := h.mem.Read(ranges); err != nil {
			return err
		}
		var part []heldStack
		used := 0
		flush := func() error {
			err := h.visitAll(part, visit)
			part, used = part[:0], 0
			return err
		}
		for i, goroutine := range batch {
			s, ok := h.stackOf(goroutine, ranges[i])
			if !ok || h.held.Bytes >= maxHeldBytes {
				h.held.Unread++
				continue
			}
			length := int(min(s.hi-s.from.sp, maxHeldStack))
			if used+length > heldArena {
				if err := flush(); err != nil {
					return err
				}
			}
			s.raw = h.bytes[used : used+length]
			used += length
			h.held.Bytes += uint64(length)
			part = append(part, s)
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return nil
}

func (h *holders) visitAll(part []heldStack, visit func(heldStack) error) error {
	ranges := make([]memory.Range, len(part))
	for i, s := range part {
		ranges[i] = memory.Range{Addr: s.from.sp, Into: s.raw}
	}
	if err := h.mem.Read(ranges); err != nil {
		return err
	}
	for i, s := range part {
		if !ranges[i].OK {
			h.held.Unread++
			continue
		}
		if err := visit(s); err != nil {
			return err
		}
	}
	return nil
}

// stackOf tells where a goroutine's stack is now, false when it is another goroutine's or makes no sense.
func (h *holders) stackOf(goroutine int, head memory.Range) (heldStack, bool) {
	f := fields{head.Into, h.layout}
	if !head.OK || f.word(layout.GGoid) != h.Goroutines[goroutine].ID || !exists(f.status()) {
		return heldStack{}, false
	}
	s := heldStack{goroutine: goroutine, from: f.begin(), hi: f.word(layout.GStackHi), running: !hasStack(f)}
	lo := f.word(layout.GStackLo)
	if lo >= s.hi || s.hi-lo > maxStack || s.hi%8 != 0 {
		return s, false
	}
	if s.running {
		s.from = start{sp: max(lo, s.hi-min(maxHeldStack, s.hi)) &^ 7}
		return s, true
	}
	return s, s.from.sp >= lo && s.from.sp < s.hi && s.from.sp%8 == 0
}
