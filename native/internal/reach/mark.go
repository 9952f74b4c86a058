package reach

import (
	"context"
	"encoding/binary"
	"errors"
	mathbits "math/bits"
	"sort"
)

// bits is one bit for each object.
type bits []uint64

func (b bits) set(n uint32)      { b[n>>6] |= 1 << (n & 63) }
func (b bits) clear(n uint32)    { b[n>>6] &^= 1 << (n & 63) }
func (b bits) has(n uint32) bool { return b[n>>6]&(1<<(n&63)) != 0 }

// analysis is the marking of one capture.
type analysis struct {
	p   *Program
	c   *capture
	ctx context.Context
	// marked objects are reached. held ones need a look when they are: some wake suspects, blocked ones lead nowhere until their goroutine is
	// live.
	marked, held, blocked bits
	suspects              []suspect
	// suspectAt are the suspects by goroutine.
	suspectAt []int32
	watches   []watch
	stack     []item
	// full: the stack was, and objects in later are still to be scanned.
	full  bool
	later bits
	// unclear goroutines wait in a way that was not understood or is about to end: they are roots.
	unclear int
	roots   int
	// lists of Conds by address: the sudogs in each.
	lists map[uint64]map[uint64]bool
	// waited counts sudogs and steps along lists.
	waited int
	// scannedBytes were searched for pointers.
	scannedBytes, markedObjects uint64
	// reported of scannedBytes.
	reported uint64
	steps    int
	// trace remembers from where each object was reached; nil where nobody asks.
	trace *trace
}

// item is an object to scan.
type item struct{ span, n uint32 }

// analyse marks everything that what still runs can reach. Suspects that are not live afterwards can never wake.
func (p *Program) analyse(ctx context.Context, c *capture, t *trace) (*analysis, error) {
	words := c.heap.objects>>6 + 1
	a := &analysis{p: p, c: c, ctx: ctx, trace: t, stack: p.buffers.pending[:0]}
	a.marked, a.held, a.blocked = make(bits, words), make(bits, words), make(bits, words)
	p.blank(c.goroutines)
	p.clearBounds(c)
	a.findSuspects()
	a.arm()
	for i := range c.blocks {
		a.trace.origin(origin{block: &c.blocks[i]})
		a.root(c.blocks[i].bytes)
	}
	a.trace.origin(origin{name: "finalizer or weak pointer"})
	for _, addr := range c.kept {
		a.reach(addr)
	}
	a.trace.origin(origin{name: "finalizer, cleanup or register"})
	for _, addr := range c.words {
		a.reach(addr)
	}
	a.roots += len(c.kept) + len(c.words)
	for i := range c.goroutines {
		a.rootGoroutine(&c.goroutines[i], a.suspectAt[i])
	}
	for i := range c.later {
		a.rootGoroutine(&c.later[i], a.suspectOf(c.later[i].addr))
	}
	for i := range a.suspects {
		if a.suspects[i].live {
			a.suspects[i].live = false
			a.wake(int32(i), nowhere)
		}
	}
	err := a.drain()
	p.buffers.pending, a.stack = a.stack[:0], nil
	return a, err
}

// rootGoroutine scans what a goroutine that is no suspect holds.
func (a *analysis) rootGoroutine(g *goroutine, suspect int32) {
	if suspect != none && a.suspects[suspect].goroutine.id == g.id && !g.changed {
		return
	}
	a.trace.origin(origin{goroutine: g, via: nowhere})
	if g.exists() && !(g.waits() && !g.changed && a.p.reasons.kind(g.reason) == waitSystem) {
		a.root(g.stack)
	}
	a.reach(g.addr)
}

func (a *analysis) root(bytes []byte) {
	a.roots += len(bytes) / 8
	a.scan(bytes)
}

// scan takes every word as a pointer.
func (a *analysis) scan(bytes []byte) {
	h := a.c.heap
	a.scannedBytes += uint64(len(bytes))
	lo, size, top, pages := h.lo, h.size, h.top, h.pages
	for ; len(bytes) >= 8; bytes = bytes[8:] {
		addr := binary.LittleEndian.Uint64(bytes)
		offset := addr - lo
		if offset >= size {
			continue
		}
		chunk := top[offset>>chunkShift]
		if chunk == 0 {
			continue
		}
		if index := pages[uint64(chunk-1)*chunkPages+(offset>>pageShift)%chunkPages]; index != 0 {
			a.mark(index-1, addr)
		}
	}
}

// reach marks the object at an address.
func (a *analysis) reach(addr uint64) {
	if index, ok := a.c.heap.indexOf(addr); ok {
		a.mark(index, addr)
	}
}

// mark marks the object at an address in a span.
func (a *analysis) mark(index uint32, addr uint64) {
	s := &a.c.heap.spots[index]
	n, ok := s.number(addr)
	if !ok {
		return
	}
	a.markObject(s.first+n, index)
}

// follow marks what links lead to.
func (a *analysis) follow(links []byte) {
	a.scannedBytes += uint64(len(links)) / linkBytes * wordBytes
	for ; len(links) >= linkBytes; links = links[linkBytes:] {
		link := binary.LittleEndian.Uint32(links)
		if link == 0 || a.marked.has(link-1) {
			continue
		}
		a.markObject(link-1, a.c.heap.spanOf(link-1))
	}
}

// markObject marks an object of a span.
func (a *analysis) markObject(object, index uint32) {
	s := &a.c.heap.spots[index]
	bit := uint64(1) << (object & 63)
	if a.marked[object>>6]&bit != 0 {
		return
	}
	a.marked[object>>6] |= bit
	a.markedObjects++
	if a.trace != nil {
		a.trace.parents[object] = a.trace.from
	}
	if s.held && a.held[object>>6]&bit != 0 {
		a.wakeAll(object)
		if a.blocked.has(object) {
			return
		}
	}
	if s.pointers {
		a.push(index, object-s.first)
	}
}

// maxPending objects wait to be scanned in the order in which they were reached; those beyond that in the order of their addresses.
const maxPending = 1 << 20

func (a *analysis) push(index, n uint32) {
	if len(a.stack) < maxPending || a.trace != nil {
		a.stack = append(a.stack, item{index, n})
		return
	}
	if a.later == nil {
		a.later = make(bits, len(a.marked))
	}
	a.full = true
	a.later.set(a.c.heap.spots[index].first + n)
}

// next takes an object to scan: the last one, or the first where ways must be short.
func (a *analysis) next() item {
	if a.trace != nil {
		first := a.stack[a.trace.head]
		a.trace.head++
		if a.trace.head == len(a.stack) {
			a.stack, a.trace.head = a.stack[:0], 0
		}
		return first
	}
	last := len(a.stack) - 1
	next := a.stack[last]
	a.stack = a.stack[:last]
	return next
}

// wakeAll wakes who waits for an object.
func (a *analysis) wakeAll(object uint32) {
	first := sort.Search(len(a.watches), func(i int) bool { return a.watches[i].object >= object })
	for _, w := range a.watches[first:] {
		if w.object != object {
			return
		}
		a.wake(w.suspect, uint64(object))
	}
}

// wake makes a suspect live, because the object via was reached: its stack, its g and its sudogs are roots now.
func (a *analysis) wake(index int32, via uint64) {
	s := &a.suspects[index]
	if s.live {
		return
	}
	s.live = true
	before := a.trace.wake(s.goroutine, via)
	a.release(s.goroutine.addr)
	for _, sudog := range s.sudogs {
		a.release(sudog)
	}
	a.root(s.goroutine.stack)
	a.trace.back(before)
}

// release marks an object that led nowhere until now, and has it scanned.
func (a *analysis) release(addr uint64) {
	index, ok := a.c.heap.indexOf(addr)
	if !ok {
		return
	}
	s := &a.c.heap.spots[index]
	n, ok := s.number(addr)
	if !ok {
		return
	}
	object := s.first + n
	a.blocked.clear(object)
	if !a.marked.has(object) {
		a.mark(index, addr)
	} else if s.pointers {
		a.push(index, n)
	}
}

// drain scans until nothing new is reached.
func (a *analysis) drain() error {
	if err := a.drainStack(); err != nil {
		return err
	}
	for a.full {
		a.full = false
		for i := range a.later {
			for a.later[i] != 0 {
				object := uint32(i<<6 + mathbits.TrailingZeros64(a.later[i]))
				a.later.clear(object)
				span := a.c.heap.spanOf(object)
				a.stack = append(a.stack, item{span, object - a.c.heap.spots[span].first})
				if err := a.drainStack(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (a *analysis) drainStack() error {
	const between = 1 << 16 // objects from one look at the context to the next
	for len(a.stack) > 0 {
		next := a.next()
		span := &a.c.heap.spans[next.span]
		if a.trace != nil {
			a.trace.from = uint64(span.first + next.n)
		}
		a.scan(span.object(next.n))
		a.follow(span.objectLinks(next.n))
		if a.steps++; a.steps%between == 0 {
			if err := errors.Join(a.ctx.Err(), a.p.reporter.add(a.scannedBytes-a.reported)); err != nil {
				return err
			}
			a.reported = a.scannedBytes
		}
	}
	return nil
}
