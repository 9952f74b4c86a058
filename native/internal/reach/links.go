package reach

import (
	"context"
	"encoding/binary"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// A look keeps, for each word of the heap, which object it leads to, and not the word: half as much memory, and every address is looked up once,
// by all workers, when it is read. Words themselves are kept of the few spans whose structures are read by their fields.

const (
	// linkBytes are kept of a word: the number of an object and 1, or 0 where the word leads to none.
	linkBytes = 4
	wordBytes = 8
	// regionShift: so many objects, as a power of two, have one entry in the way from numbers to spans.
	regionShift = 6
)

// links gives what is kept of the words of one object; nil where its words are kept, or nothing.
func (s *span) objectLinks(n uint32) []byte {
	if s.links == nil {
		return nil
	}
	each := s.elem / wordBytes * linkBytes
	return s.links[uint64(n)*each : uint64(n+1)*each]
}

// link looks words up.
func (h *heap) link(words, into []byte) {
	lo, size, top, pages, spots := h.lo, h.size, h.top, h.pages, h.spots
	for ; len(words) >= wordBytes && len(into) >= linkBytes; words, into = words[wordBytes:], into[linkBytes:] {
		link := uint32(0)
		addr := binary.LittleEndian.Uint64(words)
		if offset := addr - lo; offset < size {
			if chunk := top[offset>>chunkShift]; chunk != 0 {
				if index := pages[uint64(chunk-1)*chunkPages+(offset>>pageShift)%chunkPages]; index != 0 {
					s := &spots[index-1]
					if n, ok := s.number(addr); ok {
						link = s.first + n + 1
					}
				}
			}
		}
		binary.LittleEndian.PutUint32(into, link)
	}
}

// spanOf is the span of an object's number, by its place in the list.
func (h *heap) spanOf(object uint32) uint32 {
	at := h.regions[object>>regionShift]
	for int(at)+1 < len(h.spots) && h.spots[at+1].first <= object {
		at++
	}
	return at
}

// makeRegions builds the way from numbers to spans.
func (h *heap) makeRegions() {
	h.regions = make([]uint32, h.objects>>regionShift+1)
	at := uint32(0)
	for i := range h.regions {
		for int(at)+1 < len(h.spots) && uint64(h.spots[at+1].first) <= uint64(i)<<regionShift {
			at++
		}
		h.regions[i] = at
	}
}

// keepWords chooses the spans whose words are kept: entries of queues, processors, and what goroutines that wait in a Cond have on their stacks.
func (p *Program) keepWords(c *capture) {
	h := c.heap
	keep := func(addr uint64) {
		if index, ok := h.indexOf(addr); ok {
			h.spans[index].words = true
		}
	}
	for i := range h.spans {
		if p.sudogSized(&h.spans[i]) {
			h.spans[i].words = true
		}
	}
	for _, addr := range c.processors {
		keep(addr)
	}
	for i := range c.goroutines {
		g := &c.goroutines[i]
		if !g.waits() || p.reasons.kind(g.reason) != waitCond {
			continue
		}
		for at := uint64(0); at+wordBytes <= uint64(len(g.stack)); at += wordBytes {
			keep(word(g.stack, at))
		}
	}
}

// piece is a part of a span that is read at once.
type piece struct {
	span   uint32
	offset uint64
	bytes  uint64
}

// cut makes pieces of all spans with pointers, and gives them their part of the room.
func (p *Program) cut(h *heap) ([]piece, error) {
	total := uint64(0)
	size := func(s *span) uint64 {
		if s.words {
			return s.bytes()
		}
		return s.bytes() / wordBytes * linkBytes
	}
	for i := range h.spans {
		if s := &h.spans[i]; !s.noscan {
			total += size(s)
		}
	}
	room, err := p.buffers.heapRoom.Take(total)
	if err != nil {
		return nil, err
	}
	p.buffers.heap = room
	list := p.buffers.pieces[:0]
	for i := range h.spans {
		s := &h.spans[i]
		if s.noscan {
			continue
		}
		n := size(s)
		if s.words {
			s.data = room[:n:n]
		} else {
			s.links = room[:n:n]
		}
		room = room[n:]
		// With what is behind its objects spans beside each other are one range.
		for offset := uint64(0); offset < s.whole(); offset += searchBytes {
			list = append(list, piece{uint32(i), offset, min(searchBytes, s.whole()-offset)})
		}
	}
	p.buffers.pieces = list
	return list, nil
}

// linkMany reads pieces of spans and keeps what they lead to. Neighbours are read as one range.
func (p *Program) linkMany(ctx context.Context, h *heap, list []piece, pass int) error {
	p.makeSearched()
	if err := p.reporter.begin(PhaseRead, pass, h.wholeBytes); err != nil {
		return err
	}
	q := &queue{count: len(list), batch: searchBatch, most: searchBytes, size: func(i int) uint64 { return list[i].bytes }}
	return p.workers(ctx, q, func(reader memory.Reader, worker, first, end int) error {
		w := &p.buffers.searched[worker]
		ranges, used, from := w.ranges[:0], uint64(0), uint64(0)
		for _, one := range list[first:end] {
			addr := h.spans[one.span].base + one.offset
			if last := len(ranges) - 1; last >= 0 && ranges[last].Addr+uint64(len(ranges[last].Into)) == addr {
				ranges[last].Into = w.buffer[from : used+one.bytes]
			} else {
				from = used
				ranges = append(ranges, memory.Range{Addr: addr, Into: w.buffer[used : used+one.bytes]})
			}
			used += one.bytes
		}
		if err := readAll(reader, ranges); err != nil {
			return err
		}
		used = 0
		for _, one := range list[first:end] {
			s := &h.spans[one.span]
			objects := min(one.bytes, s.bytes()-min(s.bytes(), one.offset))
			bytes := w.buffer[used : used+objects]
			used += one.bytes
			switch {
			case objects == 0:
			case s.words:
				copy(s.data[one.offset:], bytes)
			default:
				h.link(bytes, s.links[one.offset/wordBytes*linkBytes:])
			}
		}
		return p.reporter.add(used)
	})
}

// readHeap reads all spans with pointers.
func (p *Program) readHeap(ctx context.Context, c *capture, exact bool, limit uint64) error {
	h, err := p.readSpans(ctx, exact)
	if err != nil {
		return err
	}
	c.heap = h
	for i := range h.spans {
		c.addSpecials(&h.spans[i])
	}
	if c.copied += h.wholeBytes; c.copied > limit {
		return tooLarge(c.copied, limit)
	}
	p.keepWords(c)
	list, err := p.cut(h)
	if err != nil {
		return err
	}
	if err := p.linkMany(ctx, h, list, c.pass); err != nil {
		return err
	}
	p.clearCaches(c)
	return nil
}

// sudogSized: entries of queues may be in the span; 88 bytes are in the size class of 96.
func (p *Program) sudogSized(s *span) bool {
	return !s.noscan && s.elem >= p.l.End(layout.SudogG, layout.SudogElem, layout.SudogC, layout.SudogWaitlink) && s.elem <= 128
}
