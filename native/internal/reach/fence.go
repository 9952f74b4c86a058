package reach

import (
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
	// channels that the goroutines wait for and that are not in spans with pointers, by address.
	channels []uint64
	// keptBytes of them, otherBytes of the others.
	keptBytes, otherBytes uint64
	// filter says quickly of most words that they do not lead inside.
	filter *filter
}

// maxSweeps over the heap to find what leads inside. What is not found by then counts as outside.
const maxSweeps = 64

// fence surrounds what the goroutines wait for.
func (a *analysis) fence(agreed map[uint64]key) (*fence, error) {
	h := a.c.heap
	f := &fence{index: h, in: make(bits, h.objects>>6+1), kept: make([]bool, len(h.spans)), filter: &filter{}}
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
			if at, _, ok := h.lookup(addr); ok && at.noscan && (s.kind == waitChannel || s.kind == waitSelect) {
				f.channels = append(f.channels, addr)
			}
		}
	}
	slices.Sort(f.channels)
	f.channels = slices.Compact(f.channels)
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
	keep := func(addr uint64) {
		if index, ok := h.indexOf(addr); ok {
			f.kept[index] = true
		}
	}
	for _, addr := range a.c.processors {
		keep(addr)
	}
	// Goroutines are read from the copy.
	for i := range a.c.goroutines {
		keep(a.c.goroutines[i].addr)
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
			if s.noscan || a.marked.has(object) || f.in.has(object) || !f.leads(h, s.object(n)) && !f.linksIn(s.objectLinks(n)) {
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

// linksIn: one of the links is to an object of the inside.
func (f *fence) linksIn(links []byte) bool {
	for ; len(links) >= linkBytes; links = links[linkBytes:] {
		if link := binary.LittleEndian.Uint32(links); link != 0 && f.in.has(link-1) {
			return true
		}
	}
	return false
}

func (f *fence) inside(h *heap, index uint32, addr uint64) bool {
	n, ok := h.spots[index].number(addr)
	return ok && f.in.has(h.spots[index].first+n)
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
