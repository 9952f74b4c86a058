package reach

import (
	"context"
	"encoding/binary"
	"slices"
)

// fence is a set of objects around what some goroutines wait for: the goroutines, their entries in queues, what they wait for, and whatever led
// there when the program was looked at. In a stop only what is inside and every way into it count, so that the rest of the heap is searched
// for addresses of the inside and need not be copied: whoever is outside counts as live. Which objects are inside is therefore no matter of
// truth: too few, or the wrong ones, keep more goroutines alive.
type fence struct {
	// index leads to objects as they were in the look.
	index *heap
	// in are objects, by number.
	in bits
	// kept are spans, by their place in the index, that are copied whole in a stop.
	kept []bool
	// keptBytes of them, otherBytes of the others.
	keptBytes, otherBytes uint64
	// filter says quickly of most words that they do not lead inside.
	filter filter
}

// filter is a set of pages, each by 16 bits of its number. It may answer true for others, never false for one of its own.
type filter [1 << 16]uint8

// class is the place of an address. Nil and small numbers have one that pages of a heap hardly have.
func class(addr uint64) uint16 { return uint16(addr>>pageShift ^ addr>>29) }

func (f *filter) add(addr, size uint64) {
	for page := addr &^ (1<<pageShift - 1); page < addr+size; page += 1 << pageShift {
		f[class(page)] = 1
	}
}

// any of the first four words may be an address of the set.
func (f *filter) any(words []byte) bool {
	_ = words[31]
	a, b := binary.LittleEndian.Uint64(words), binary.LittleEndian.Uint64(words[8:])
	c, d := binary.LittleEndian.Uint64(words[16:]), binary.LittleEndian.Uint64(words[24:])
	return f[class(a)]|f[class(b)]|f[class(c)]|f[class(d)] != 0
}

// maxSweeps over the heap to find what leads inside. What is not found by then counts as outside.
const maxSweeps = 64

// fence surrounds what the goroutines wait for.
func (a *analysis) fence(agreed map[uint64]key) (*fence, error) {
	h := a.c.heap
	f := &fence{index: h, in: make(bits, h.objects>>6+1), kept: make([]bool, len(h.spans))}
	include := func(addr uint64) {
		if index, ok := h.indexOf(addr); ok {
			if n, ok := h.spots[index].number(addr); ok {
				f.in.set(h.spots[index].first + n)
				f.kept[index] = true
			}
		}
	}
	for i := range a.suspects {
		s := &a.suspects[i]
		if _, is := agreed[s.goroutine.id]; !is {
			continue
		}
		include(s.goroutine.addr)
		for _, addr := range s.sudogs {
			include(addr)
		}
		for _, addr := range s.waits {
			include(addr)
		}
	}
	for sweep, more := 0, true; more && sweep < maxSweeps; sweep++ {
		var err error
		if more, err = a.widen(f); err != nil {
			return nil, err
		}
	}
	for i := range h.spans {
		s := &h.spans[i]
		if f.kept[i] {
			for n := range s.count {
				if f.in.has(s.first + n) {
					f.filter.add(s.base+uint64(n)*s.elem, s.elem)
				}
			}
		}
		// Entries of queues are searched for by their size before Go 1.26.
		if a.p.l.Minor <= withSemacquire && a.p.sudogSized(s) {
			f.kept[i] = true
		}
	}
	for _, addr := range a.c.processors {
		if index, ok := h.indexOf(addr); ok {
			f.kept[index] = true
		}
	}
	for i := range h.spans {
		switch s := &h.spans[i]; {
		case s.noscan:
		case f.kept[i]:
			f.keptBytes += s.whole()
		default:
			f.otherBytes += s.whole()
		}
	}
	return f, nil
}

// widen takes in what nothing reached and leads inside; false where there was nothing more.
func (a *analysis) widen(f *fence) (bool, error) {
	h := a.c.heap
	more := false
	for i := range h.spans {
		s := &h.spans[i]
		if i%1024 == 0 {
			if err := a.ctx.Err(); err != nil {
				return false, err
			}
		}
		for n := range s.count {
			object := s.first + n
			if s.data == nil || a.marked.has(object) || f.in.has(object) || !f.leads(h, s.object(n)) {
				continue
			}
			f.in.set(object)
			f.kept[i] = true
			more = true
		}
	}
	return more, nil
}

// leads: one of the words is an address of the inside.
func (f *fence) leads(h *heap, bytes []byte) bool {
	for ; len(bytes) >= 8; bytes = bytes[8:] {
		index, ok := h.indexOf(binary.LittleEndian.Uint64(bytes))
		if ok && f.kept[index] && f.inside(h, index, binary.LittleEndian.Uint64(bytes)) {
			return true
		}
	}
	return false
}

func (f *fence) inside(h *heap, index uint32, addr uint64) bool {
	n, ok := h.spots[index].number(addr)
	return ok && f.in.has(h.spots[index].first+n)
}

// search appends the words that are addresses of the inside.
func (f *fence) search(h *heap, bytes []byte, into []uint64) []uint64 {
	for ; len(bytes) >= 32; bytes = bytes[32:] {
		if f.filter.any(bytes) {
			into = f.searchSlowly(h, bytes[:32], into)
		}
	}
	return f.searchSlowly(h, bytes, into)
}

func (f *fence) searchSlowly(h *heap, bytes []byte, into []uint64) []uint64 {
	for ; len(bytes) >= 8; bytes = bytes[8:] {
		addr := binary.LittleEndian.Uint64(bytes)
		if index, ok := h.indexOf(addr); ok && f.kept[index] && f.inside(h, index, addr) {
			into = append(into, addr)
		}
	}
	return into
}

// fresh is a copy of the index for one stop, in which nothing was read yet.
func (f *fence) fresh() *heap {
	h := *f.index
	h.spans = slices.Clone(h.spans)
	for i := range h.spans {
		h.spans[i].data = nil
	}
	h.spots = slices.Clone(h.spots)
	for i := range h.spots {
		h.spots[i].held = false
	}
	return &h
}

// readFenced reads in a stop, in place of the whole heap, what is kept and all addresses of the inside that the rest has.
func (p *Program) readFenced(ctx context.Context, c *capture, f *fence) error {
	structs, err := p.readSpanStructs(p.mem())
	if err != nil {
		return err
	}
	h := c.heap
	c.inside = f.in
	same := make([]bool, len(h.spans))
	others := p.buffers.areas[:0]
	for i := range structs.addrs {
		now, is := decodeSpan(p.l, structs.at(i))
		switch is {
		case spanUnused:
			continue
		case spanOdd:
			return p.refuse("its spans make no sense", "")
		}
		c.addSpecials(&now)
		if index, ok := h.indexOf(now.base); ok {
			before := &h.spans[index]
			if before.base == now.base && before.elem == now.elem && before.count == now.count && before.noscan == now.noscan {
				if same[index] {
					return p.refuse("two of its spans are in the same place", "")
				}
				same[index] = true
				continue
			}
		}
		if !now.noscan {
			others = append(others, area{now.base, now.base + now.whole()})
		}
	}
	return p.copyFenced(ctx, c, f, same, others)
}

// copyFenced reads the spans that are still the same, and the areas of those that are not. As much as there is room for is copied and searched
// after the stop, first what is kept; the rest is searched at once.
func (p *Program) copyFenced(ctx context.Context, c *capture, f *fence, same []bool, others []area) error {
	h := c.heap
	// What the look used, and no more of it: the kernel would have to find memory for the rest now.
	room := p.buffers.heap
	if uint64(len(room)) < f.keptBytes {
		var err error
		if room, err = p.buffers.heapRoom.Take(f.keptBytes); err != nil {
			return err
		}
		p.buffers.heap = room
	}
	ranges := p.buffers.ranges[:0]
	// The open range: where it begins in the room and in the program.
	var from, at, addr uint64
	// In the order of addresses where all of it fits: the longer the ranges, the less work they are.
	passes := []func(i int) bool{func(int) bool { return true }}
	if f.keptBytes+f.otherBytes > uint64(len(room)) {
		passes = []func(i int) bool{func(i int) bool { return f.kept[i] }, func(i int) bool { return !f.kept[i] }}
	}
	for _, mine := range passes {
		for i := range h.spans {
			s := &h.spans[i]
			if !mine(i) || s.noscan && same[i] {
				continue
			}
			if !same[i] {
				// Another span is there now, or none: what was inside of it is outside.
				h.spots[i].count, h.spots[i].pointers = 0, false
				continue
			}
			h.spots[i].pointers = f.kept[i]
			n := s.whole()
			if uint64(len(room))-at < n {
				others = append(others, area{s.base, s.base + n})
				continue
			}
			s.data = room[at : at+s.bytes() : at+s.bytes()]
			if addr+(at-from) != s.base || at-from+n > pieceBytes {
				ranges = pieces(ranges, addr, room[from:at])
				from, addr = at, s.base
			}
			at += n
		}
	}
	ranges = pieces(ranges, addr, room[from:at])
	p.buffers.ranges, p.buffers.areas = ranges, others
	if err := p.readMany(ctx, ranges); err != nil {
		return err
	}
	found, bytes, err := p.searchMany(ctx, f, h, others)
	c.words = append(c.words, found...)
	c.copied += at + bytes
	return err
}

// outside adds what live objects know of the inside, of all that was copied. It needs no stopped program.
func (f *fence) outside(c *capture) {
	h := c.heap
	for i := range h.spans {
		s := &h.spans[i]
		if s.data != nil && !f.kept[i] {
			c.words = f.search(h, s.data, c.words)
			continue
		}
		for n := range s.count {
			if s.data != nil && !f.in.has(s.first+n) {
				c.words = f.search(h, s.object(n), c.words)
			}
		}
	}
}
