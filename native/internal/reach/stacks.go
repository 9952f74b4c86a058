package reach

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// Statuses of a goroutine (runtime2.go).
const (
	statusIdle      = 0
	statusRunning   = 2
	statusSyscall   = 3
	statusWaiting   = 4
	statusDead      = 6
	statusCopystack = 8
	statusLeaked    = 10
	statusDeadExtra = 11
	statusScan      = 0x1000
)

// goroutine is one entry of allgs.
type goroutine struct {
	addr, id uint64
	lo, hi   uint64
	// sp is where its stack begins to be used: all of it where that is not known.
	sp, pc  uint64
	waiting uint64
	m       uint64
	xregs   uint64
	status  uint32
	reason  uint8
	// since is what the collector noted when it found it waiting, 0 from when it runs on.
	since uint64
	stack []byte
	// settled: it has waited since before it was read first. blanked: words of its stack that are not used any more are zero.
	settled, blanked bool
	// scanned: the collector held it, and may have been moving its stack.
	scanned bool
	// changed between two readings: it is no suspect, and both its stacks are roots.
	changed bool
}

func (g *goroutine) exists() bool {
	return g.status != statusIdle && g.status != statusDead && g.status != statusDeadExtra
}

// waits: it is parked, and its reason counts.
func (g *goroutine) waits() bool { return g.status == statusWaiting || g.status == statusLeaked }

const (
	maxGoroutines = 1 << 22
	maxStack      = 1 << 30
)

// readGoroutines reads allgs and every g; from the copy of the heap those that it has, where there is one. Of those that stand exactly as they are in
// parked, which is in the order of addresses, nothing more needs to be read: the others are answered, too, by their places in the list.
func (p *Program) readGoroutines(ctx context.Context, copied *heap, parked []goroutine, into *[]goroutine) (all []goroutine, others []int32, err error) {
	l := p.l
	array, count, err := p.allgs()
	if err != nil {
		return nil, nil, err
	}
	raw := sized(&p.buffers.pointers, 8*count)
	if err := readAll(p.mem(), pieces(nil, array, raw)); err != nil {
		return nil, nil, err
	}
	addrs := p.goroutineOrder.sort(raw)
	for _, addr := range addrs {
		if addr == 0 || addr%8 != 0 {
			return nil, nil, moved("an entry of the list of goroutines is %#x", addr)
		}
	}
	size := l.End(layout.GStackHi, layout.GSchedSP, layout.GSchedPC, layout.GSyscallSP, layout.GStatus, layout.GGoid, layout.GWaitReason,
		layout.GWaiting, layout.GM, layout.GXRegs, layout.GWaitSince)
	all = slices.Grow((*into)[:0], len(addrs))[:len(addrs)]
	*into = all
	p.makeSearched()
	const batch = 1024
	q := &queue{count: len(addrs), batch: batch, most: batch, size: func(int) uint64 { return 1 }}
	found := make([][]int32, len(p.readers))
	if parked == nil {
		for i := range addrs {
			others = append(slices.Grow(others, len(addrs)-i), int32(i))
		}
	}
	err = p.workers(ctx, q, func(reader memory.Reader, worker, first, end int) error {
		w := &p.buffers.searched[worker]
		before, _ := slices.BinarySearchFunc(parked, addrs[first], func(g goroutine, addr uint64) int { return cmp.Compare(g.addr, addr) })
		take := func(i int, raw []byte) (err error) {
			for before < len(parked) && parked[before].addr < addrs[i] {
				before++
			}
			if before < len(parked) && parked[before].addr == addrs[i] && p.stays(&parked[before], raw) {
				all[i] = parked[before]
				return nil
			}
			if parked != nil {
				found[worker] = append(found[worker], int32(i))
			}
			all[i], err = p.decode(addrs[i], raw)
			return err
		}
		for first < end {
			if raw := copied.at(addrs[first], size); raw != nil {
				if err := take(first, raw); err != nil {
					return err
				}
				first++
				continue
			}
			next := first + 1
			for next < end && copied.at(addrs[next], size) == nil {
				next++
			}
			structs, err := gather(reader, &w.between, addrs[first:next], size, &w.structs)
			if err != nil {
				return err
			}
			for i := range addrs[first:next] {
				if err := take(first+i, structs[uint64(i)*size:uint64(i+1)*size]); err != nil {
					return err
				}
			}
			first = next
		}
		return nil
	})
	return all, append(others, slices.Concat(found...)...), err
}

// stays: the goroutine was settled, and what is read of it now would be decoded to the same.
func (p *Program) stays(before *goroutine, raw []byte) bool {
	l := p.l
	field := func(f layout.Field) uint64 { return word(raw, l.Of(f)) }
	return before.settled && field(layout.GWaitSince) == before.since && field(layout.GGoid) == before.id &&
		field(layout.GSchedSP) == before.sp && field(layout.GSchedPC) == before.pc &&
		field(layout.GStackLo) == before.lo && field(layout.GStackHi) == before.hi &&
		field(layout.GWaiting) == before.waiting && field(layout.GM) == before.m &&
		binary.LittleEndian.Uint32(raw[l.Of(layout.GStatus):]) == before.status &&
		raw[l.Of(layout.GWaitReason)] == before.reason && (!l.Has(layout.GXRegs) || field(layout.GXRegs) == before.xregs)
}

func (p *Program) decode(addr uint64, raw []byte) (goroutine, error) {
	l := p.l
	field := func(f layout.Field) uint64 { return word(raw, l.Of(f)) }
	g := goroutine{
		addr: addr, id: field(layout.GGoid), lo: field(layout.GStackLo), hi: field(layout.GStackHi),
		sp: field(layout.GSchedSP), pc: field(layout.GSchedPC), waiting: field(layout.GWaiting), m: field(layout.GM),
		since:  field(layout.GWaitSince),
		status: binary.LittleEndian.Uint32(raw[l.Of(layout.GStatus):]) &^ statusScan,
		reason: raw[l.Of(layout.GWaitReason)],
	}
	g.scanned = binary.LittleEndian.Uint32(raw[l.Of(layout.GStatus):])&statusScan != 0
	if l.Has(layout.GXRegs) {
		g.xregs = field(layout.GXRegs)
	}
	if !g.exists() {
		return g, nil
	}
	if g.status > statusLeaked || g.lo >= g.hi || g.hi-g.lo > maxStack || g.lo%8 != 0 || g.hi >= maxRange || g.id == 0 {
		return g, moved("goroutine %d at %#x has the status %d and the stack %#x to %#x", g.id, addr, g.status, g.lo, g.hi)
	}
	if sp := field(layout.GSyscallSP); g.status == statusSyscall && sp != 0 {
		g.sp = min(sp, g.sp)
	}
	// Running ones have moved on from where they were last parked; others where nothing makes sense are read whole, too.
	if g.status == statusRunning || g.status == statusCopystack || g.sp < g.lo || g.sp > g.hi {
		g.sp, g.pc = g.lo, 0
	}
	g.sp &^= 7
	return g, nil
}

// allgs reads where the list is and how long: the length first, as the runtime stores the pointer first.
func (p *Program) allgs() (array, count uint64, err error) {
	where := p.found.Allgs
	var words [16]byte
	if where.Ptr != 0 {
		length := memory.Range{Addr: where.Len, Into: words[8:]}
		pointer := memory.Range{Addr: where.Ptr, Into: words[:8]}
		if err := readAll(p.mem(), []memory.Range{length}); err != nil {
			return 0, 0, err
		}
		if err := readAll(p.mem(), []memory.Range{pointer}); err != nil {
			return 0, 0, err
		}
	} else {
		var again [16]byte
		for _, into := range [][]byte{again[:], words[:]} {
			if err := readAll(p.mem(), []memory.Range{{Addr: where.Slice, Into: into}}); err != nil {
				return 0, 0, err
			}
		}
		if again != words {
			return 0, 0, moved("the list of goroutines grows")
		}
	}
	array, count = word(words[:], 0), word(words[:], 8)
	if count == 0 || count > maxGoroutines {
		return 0, 0, moved("there are %d goroutines", count)
	}
	return array, count, nil
}

// readStacks reads the used part of the stacks of a row of goroutines into room, and answers how many bytes they are.
func (p *Program) readStacks(ctx context.Context, all []goroutine, row []int32, room func(uint64) ([]byte, error), limit uint64) (uint64, error) {
	total := uint64(0)
	for _, i := range row {
		if g := &all[i]; g.exists() {
			total += g.hi - g.sp
		}
	}
	if total > limit {
		return total, tooLarge(total, limit)
	}
	bytes, err := room(total)
	if err != nil {
		return 0, err
	}
	stacked := p.buffers.stacked[:0]
	for _, i := range row {
		g := &all[i]
		if !g.exists() {
			continue
		}
		n := g.hi - g.sp
		g.stack, bytes = bytes[:n:n], bytes[n:]
		if n > 0 {
			stacked = append(stacked, i)
		}
	}
	p.buffers.stacked = stacked
	return total, p.readStacked(ctx, all, stacked)
}

// byStack are the goroutines that wants says in the order of their stacks. All are sorted, from the order that they had last time on.
func (p *Program) byStack(all []goroutine, wants func(*goroutine) bool) []int32 {
	order := p.buffers.stackOrder
	if len(order) != len(all) {
		order = slices.Grow(order[:0], len(all))
		for i := range all {
			order = append(order, int32(i))
		}
		p.buffers.stackOrder = order
	}
	sortByStack(all, order)
	row := p.buffers.byStack[:0]
	for _, i := range order {
		if wants(&all[i]) {
			row = append(row, i)
		}
	}
	p.buffers.byStack = row
	return row
}

func sortByStack(all []goroutine, row []int32) {
	slices.SortFunc(row, func(a, b int32) int { return cmp.Compare(all[a].lo, all[b].lo) })
}

const (
	// stackGap between two stacks that are read as one range: what lies between them is in a page of one of them.
	stackGap = 4095
	// longStack is read without going through a worker's buffer.
	longStack = 16 << 10
	// stackBatch goroutines are one worker's at a time.
	stackBatch = 256
)

// readStacked reads the stacks of a row of goroutines. Those that follow each other are read as one range with what is between them, of which only
// the stacks are kept.
func (p *Program) readStacked(ctx context.Context, all []goroutine, row []int32) error {
	p.makeSearched()
	q := &queue{count: len(row), batch: stackBatch, most: searchBytes / 4, size: func(i int) uint64 { return uint64(len(all[row[i]].stack)) }}
	return p.workers(ctx, q, func(reader memory.Reader, worker, first, end int) error {
		w := &p.buffers.searched[worker]
		ranges, used := w.ranges[:0], uint64(0)
		begin := first
		flush := func(to int) error {
			if err := readAll(reader, ranges); err != nil {
				return err
			}
			for at := begin; at < to; at++ {
				if g := &all[row[at]]; len(g.stack) <= longStack {
					copy(g.stack, w.buffer[w.places[at-begin]:])
				}
			}
			ranges, used, begin = ranges[:0], 0, to
			w.places = w.places[:0]
			return nil
		}
		for at := first; at < end; at++ {
			g := &all[row[at]]
			n := uint64(len(g.stack))
			if used+n+stackGap > searchBytes {
				if err := flush(at); err != nil {
					return err
				}
			}
			if n > longStack {
				ranges = pieces(ranges, g.sp, g.stack)
				w.places = append(w.places, 0)
				continue
			}
			if last := len(ranges) - 1; last >= 0 && len(ranges[last].Into) <= searchBytes && used > 0 {
				// The last range ends at used, unless it is that of a long stack.
				r := &ranges[last]
				if over := g.sp - (r.Addr + uint64(len(r.Into))); over <= stackGap && &r.Into[len(r.Into)-1] == &w.buffer[used-1] {
					from := used - uint64(len(r.Into))
					w.places = append(w.places, int(used+over))
					used += over + n
					r.Into = w.buffer[from:used]
					continue
				}
			}
			ranges = append(ranges, memory.Range{Addr: g.sp, Into: w.buffer[used : used+n]})
			w.places = append(w.places, int(used))
			used += n
		}
		return flush(end)
	})
}
