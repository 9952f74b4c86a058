package reach

import (
	"context"
	"encoding/binary"
	"slices"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// span is a run of pages of the heap with objects of one size.
type span struct {
	base uint64
	// elem is the size of an object, count how many there are, first the number of its first one in the whole heap.
	elem  uint64
	count uint32
	first uint32
	// pages it has; what is behind its last object is of the runtime.
	pages    uint32
	noscan   bool
	specials uint64
	// data are its bytes, links what each word of them leads to, where that was kept; neither of spans without pointers.
	data, links []byte
	// words: data is to be kept, not links.
	words bool
}

func (s *span) bytes() uint64 { return uint64(s.count) * s.elem }

// whole is how much is read of it: with what is behind its objects spans beside each other are one range.
func (s *span) whole() uint64 { return uint64(s.pages) << pageShift }

// object gives the bytes of one object.
func (s *span) object(n uint32) []byte {
	if s.data == nil {
		return nil
	}
	return s.data[uint64(n)*s.elem : uint64(n+1)*s.elem]
}

const (
	pageShift  = 13
	chunkShift = 26
	chunkPages = 1 << (chunkShift - pageShift)
	// maxSpans bounds what a damaged count makes us read: so many take 32 GB of the smallest heap pages.
	maxSpans = 1 << 22
	// maxObjects: numbers of objects are 32 bits, and one says that there is none.
	maxObjects = 1<<32 - 2
	// maxHeap: the way from addresses to spans takes 4 bytes a page.
	maxHeap = 256 << 30
	// maxRange of addresses, the 47 bits of user space.
	maxRange = 1 << 47
)

// spot is what marking asks of a span, close together: many spans of it fit into the caches of the processor.
type spot struct {
	base, elem   uint64
	magic        uint32
	count, first uint32
	// pointers: its objects are scanned. held: one of them may be held.
	pointers, held bool
}

// number is which object of the span an address lies in.
func (s *spot) number(addr uint64) (uint32, bool) {
	if s.count == 1 {
		return 0, addr-s.base < s.elem
	}
	n := uint32((addr - s.base) * uint64(s.magic) >> 32)
	return n, n < s.count
}

// heap is where objects are. Object numbers count through all spans in the order of their addresses.
type heap struct {
	spans   []span
	spots   []spot
	objects uint64
	lo      uint64
	size    uint64
	// top leads from the 64 MB piece of an address, less 1, to its part of pages; pages from a page to its span, less 1.
	top   []uint32
	pages []uint32
	// regions lead from the number of an object to about its span.
	regions []uint32
	// scanBytes are those of spans with pointers, wholeBytes with what is behind their objects.
	scanBytes, wholeBytes, noscanBytes uint64
	// structs are where the spans are described, by address.
	structs []uint64
	// odd spans that make no sense, left out: only in a program that runs.
	odd int
}

// indexOf is the span of an address, by its place in the list.
func (h *heap) indexOf(addr uint64) (uint32, bool) {
	offset := addr - h.lo
	if offset >= h.size {
		return 0, false
	}
	chunk := h.top[offset>>chunkShift]
	if chunk == 0 {
		return 0, false
	}
	index := h.pages[uint64(chunk-1)*chunkPages+(offset>>pageShift)%chunkPages]
	return index - 1, index != 0
}

// lookup gives the span and the number in it of the object that an address lies in.
func (h *heap) lookup(addr uint64) (s *span, n uint32, ok bool) {
	index, ok := h.indexOf(addr)
	if !ok {
		return nil, 0, false
	}
	n, ok = h.spots[index].number(addr)
	return &h.spans[index], n, ok
}

// at gives n bytes that were read of the heap, nil where they are not within one object with pointers, or where there is no heap.
func (h *heap) at(addr uint64, n uint64) []byte {
	if h == nil {
		return nil
	}
	s, number, ok := h.lookup(addr)
	if !ok || s.data == nil {
		return nil
	}
	offset := addr - s.base
	if offset+n > uint64(number+1)*s.elem {
		return nil
	}
	return s.data[offset : offset+n]
}

// clearParts takes the words of parts of an object for nil.
func (h *heap) clearParts(addr uint64, parts []layout.Piece) {
	s, n, ok := h.lookup(addr)
	if !ok {
		return
	}
	end := uint64(n+1) * s.elem
	for _, part := range parts {
		from, to := (addr-s.base+part.From)&^(wordBytes-1), min(addr-s.base+part.To, end)
		if from >= to {
			continue
		}
		if s.data != nil {
			clear(s.data[from:to])
		}
		if s.links != nil {
			clear(s.links[from/wordBytes*linkBytes : to/wordBytes*linkBytes])
		}
	}
}

// spanTaker takes, of count spans in all, the one with a number: in use, or odd. Workers call it at once.
type spanTaker func(worker, number int, s *span, is int) error

// eachSpan reads what the runtime says of its heap and has workers take each span. It answers where the structures are, by address.
func (p *Program) eachSpan(ctx context.Context, taker func(count int) spanTaker) ([]uint64, error) {
	l := p.l
	var header [16]byte
	if ok, err := memory.Bytes(p.mem(), p.vars.mheap+l.Of(layout.MheapAllspans), header[:]); err != nil {
		return nil, err
	} else if !ok {
		return nil, moved("the list of spans cannot be read")
	}
	array, count := word(header[:], 0), word(header[:], 8)
	if count == 0 || count > maxSpans {
		return nil, p.refuse("its list of spans makes no sense", "")
	}
	raw := sized(&p.buffers.spanPointers, 8*count)
	if err := readAll(p.mem(), pieces(nil, array, raw)); err != nil {
		return nil, err
	}
	addrs := p.spanOrder.sort(raw)
	size := l.End(layout.MspanStart, layout.MspanPages, layout.MspanNelems, layout.MspanElemsize, layout.MspanSpecials)
	p.makeSearched()
	take := taker(len(addrs))
	const batch = 2048
	q := &queue{count: len(addrs), batch: batch, most: batch, size: func(int) uint64 { return 1 }}
	return addrs, p.workers(ctx, q, func(reader memory.Reader, worker, first, end int) error {
		w := &p.buffers.searched[worker]
		structs, err := gather(reader, &w.between, addrs[first:end], size, &w.structs)
		if err != nil {
			return err
		}
		for i := first; i < end; i++ {
			s, is := decodeSpan(p.l, structs[uint64(i-first)*size:])
			if is == spanUnused {
				continue
			}
			if err := take(worker, i, &s, is); err != nil {
				return err
			}
		}
		return nil
	})
}

// readSpans reads the heap's spans. exact: the program stands still, so that nothing may be odd.
func (p *Program) readSpans(ctx context.Context, exact bool) (*heap, error) {
	var spans []span
	odd := make([]int, len(p.readers))
	structs, err := p.eachSpan(ctx, func(count int) spanTaker {
		spans = make([]span, count)
		return func(worker, number int, s *span, is int) error {
			if is == spanOdd {
				odd[worker]++
			} else {
				spans[number] = *s
			}
			return nil
		}
	})
	if err != nil {
		return nil, err
	}
	h := &heap{spans: slices.DeleteFunc(spans, func(s span) bool { return s.count == 0 }), structs: structs}
	for _, n := range odd {
		h.odd += n
	}
	slices.SortFunc(h.spans, func(a, b span) int {
		if a.base < b.base {
			return -1
		}
		return 1
	})
	if err := h.index(); err != nil {
		return nil, err
	}
	if exact && h.odd > 0 {
		return nil, p.refuse("its spans make no sense", "")
	}
	return h, nil
}

const spanInUse = 1

// What an mspan is.
const (
	spanUnused = iota // or of something else than objects
	spanUsed
	spanOdd
)

// decodeSpan decodes an mspan.
func decodeSpan(l *layout.Layout, raw []byte) (span, int) {
	if raw[l.Of(layout.MspanState)] != spanInUse {
		return span{}, spanUnused
	}
	s := span{base: word(raw, l.Of(layout.MspanStart)), elem: word(raw, l.Of(layout.MspanElemsize))}
	pages := word(raw, l.Of(layout.MspanPages))
	count := uint64(binary.LittleEndian.Uint16(raw[l.Of(layout.MspanNelems):]))
	if l.Minor < 22 {
		count = word(raw, l.Of(layout.MspanNelems))
	}
	s.noscan = raw[l.Of(layout.MspanClass)]&1 != 0
	s.specials = word(raw, l.Of(layout.MspanSpecials))
	length := pages << pageShift
	if s.base%(1<<pageShift) != 0 || s.base >= maxRange || pages == 0 || pages > 1<<27 || s.elem < 8 || s.elem%8 != 0 ||
		count == 0 || count > 1<<16 || s.elem > length || count > length/s.elem {
		return span{}, spanOdd
	}
	s.count, s.pages = uint32(count), uint32(pages)
	return s, spanUsed
}

// index numbers the objects and builds the way from addresses to spans. Spans that overlap are left out.
func (h *heap) index() error {
	kept := h.spans[:0]
	end := uint64(0)
	for _, s := range h.spans {
		if s.base < end {
			h.odd++
			continue
		}
		end = s.base + s.whole()
		s.first = uint32(h.objects)
		h.objects += uint64(s.count)
		if s.noscan {
			h.noscanBytes += s.bytes()
		} else {
			h.scanBytes += s.bytes()
			h.wholeBytes += s.whole()
		}
		if h.scanBytes+h.noscanBytes > maxHeap {
			return tooLarge(h.scanBytes+h.noscanBytes, maxHeap)
		}
		kept = append(kept, s)
	}
	h.spans = kept
	if len(kept) == 0 || h.objects > maxObjects {
		return moved("%d spans with %d objects", len(kept), h.objects)
	}
	h.lo = kept[0].base &^ (1<<chunkShift - 1)
	h.size = end - h.lo
	h.spots = make([]spot, len(kept))
	for i, s := range kept {
		// n/elem is n*magic>>32, as the runtime divides (mspan.divMul).
		magic := uint32((1<<32-1)/s.elem + 1)
		h.spots[i] = spot{base: s.base, elem: s.elem, magic: magic, count: s.count, first: s.first, pointers: !s.noscan}
	}
	h.makeRegions()
	h.top = make([]uint32, h.size>>chunkShift+1)
	for i := range h.spans {
		s := &h.spans[i]
		for page := (s.base - h.lo) >> pageShift; page <= (s.base-h.lo+s.bytes()-1)>>pageShift; page++ {
			chunk := &h.top[page/chunkPages]
			if *chunk == 0 {
				h.pages = append(h.pages, make([]uint32, chunkPages)...)
				*chunk = uint32(len(h.pages) / chunkPages)
			}
			h.pages[uint64(*chunk-1)*chunkPages+page%chunkPages] = uint32(i + 1)
		}
	}
	return nil
}
