package reach

import (
	"context"
	"slices"

	"parkscope/native/internal/memory"
)

// plan is what one stop reads of the heap, made before it as if no span changed until then.
type plan struct {
	fence *fence
	// heap is a copy of the fence's index, whose spans have their part of the room.
	heap *heap
	// ranges are copied, first what is kept and then what there is room for; areas are searched at once.
	ranges []memory.Range
	areas  []area
}

// roomForStop is copied in a stop even where the look had less room: to copy is half as much work as to search.
const roomForStop = 416 << 20

// plan reads into the room that the look had: what does not fit is searched, and nothing of it is kept.
func (p *Program) plan(f *fence, atLeast uint64) (*plan, error) {
	for i := range f.index.spans { // the room is for others now
		f.index.spans[i].data, f.index.spans[i].links = nil, nil
	}
	whole := f.keptBytes + f.otherBytes
	room, err := p.buffers.heapRoom.Warm(min(whole, max(f.keptBytes, uint64(len(p.buffers.heap)), atLeast)))
	if err != nil {
		return nil, err
	}
	p.buffers.heap = room
	h := *f.index
	h.spans, h.spots = slices.Clone(h.spans), slices.Clone(h.spots)
	l := &plan{fence: f, heap: &h, ranges: p.buffers.ranges[:0], areas: p.buffers.areas[:0]}
	// The open range: where it begins in the room and in the program.
	var from, at, addr uint64
	// In the order of addresses where all of it fits: the longer the ranges, the less work they are.
	passes := []func(i int) bool{func(int) bool { return true }}
	if whole > uint64(len(room)) {
		passes = []func(i int) bool{func(i int) bool { return f.kept[i] }, func(i int) bool { return !f.kept[i] }}
	}
	for _, mine := range passes {
		for i := range h.spans {
			s := &h.spans[i]
			if s.noscan || !mine(i) {
				continue
			}
			h.spots[i].held, h.spots[i].pointers = false, f.kept[i]
			n := s.whole()
			if uint64(len(room))-at < n {
				l.areas = append(l.areas, area{s.base, s.base + n})
				continue
			}
			s.data = room[at : at+s.bytes() : at+s.bytes()]
			if addr+(at-from) != s.base || at-from+n > pieceBytes {
				l.ranges = pieces(l.ranges, addr, room[from:at])
				from, addr = at, s.base
			}
			at += n
		}
	}
	l.ranges = pieces(l.ranges, addr, room[from:at])
	p.buffers.ranges, p.buffers.areas = l.ranges, l.areas
	return l, nil
}

// warmBytes of the program are read right before a stop, those first that the stop reads last: what the processor's last cache holds of them is
// read twice as fast.
const warmBytes = 32 << 20

func (p *Program) warm(ctx context.Context, l *plan) error {
	p.makeSearched()
	var areas []area
	total := uint64(0)
	for _, r := range l.ranges {
		if total += uint64(len(r.Into)); total > warmBytes {
			break
		}
		areas = append(areas, area{r.Addr, r.Addr + uint64(len(r.Into))})
	}
	slices.Reverse(areas)
	// What cannot be read now may be in the stop, which tells.
	_, err := p.scanAreas(ctx, areas, func(int, []byte) {})
	return err
}

// readPlanned reads in a stop, in place of the whole heap, what is kept, and all addresses of the inside that the rest has.
func (p *Program) readPlanned(ctx context.Context, c *capture, how *request) error {
	l, h := how.plan, how.plan.heap
	c.inside = l.fence.in
	fresh, err := p.compareSpans(ctx, c, l)
	if err != nil {
		return err
	}
	how.done("spans")
	if err := p.readMany(ctx, l.ranges); err != nil {
		return err
	}
	how.done("copy")
	for i := range l.ranges {
		c.copied += uint64(len(l.ranges[i].Into))
	}
	found := make([][]uint64, len(p.readers))
	searched, err := p.scanAreas(ctx, append(l.areas, fresh...), func(worker int, bytes []byte) {
		found[worker] = l.fence.search(h, bytes, found[worker])
	})
	c.words = append(c.words, slices.Concat(found...)...)
	c.copied += searched
	p.clearCaches(c)
	return err
}

// compareSpans reads what the runtime says of its heap now, and answers where there are spans that the plan does not know. Of those that are
// not there any more, or are others now, nothing is used: what was inside of them is outside.
func (p *Program) compareSpans(ctx context.Context, c *capture, l *plan) ([]area, error) {
	h := l.heap
	// What each worker found.
	type compared struct {
		same     []uint32
		specials []record
		fresh    []area
	}
	all := make([]compared, len(p.readers))
	for i := range all {
		all[i].same = make([]uint32, 0, len(h.spans))
	}
	take := func(worker, _ int, now *span, is int) error {
		w := &all[worker]
		if is == spanOdd {
			return p.refuse("its spans make no sense", "")
		}
		if now.specials != 0 {
			w.specials = append(w.specials, record{now.specials, now.base, now.bytes()})
		}
		if index, ok := h.indexOf(now.base); ok && h.spans[index].same(now) {
			w.same = append(w.same, index)
		} else if !now.noscan {
			w.fresh = append(w.fresh, area{now.base, now.base + now.whole()})
		}
		return nil
	}
	if _, err := p.eachSpan(ctx, func(int) spanTaker { return take }); err != nil {
		return nil, err
	}
	same := make([]bool, len(h.spans))
	var fresh []area
	for i := range all {
		c.specials = append(c.specials, all[i].specials...)
		fresh = append(fresh, all[i].fresh...)
		for _, index := range all[i].same {
			if same[index] {
				return nil, p.refuse("two of its spans are in the same place", "")
			}
			same[index] = true
		}
	}
	for i := range h.spans {
		if !same[i] {
			h.spans[i].data = nil
			h.spots[i].count, h.spots[i].pointers = 0, false
		}
	}
	return fresh, nil
}

// same: objects of one size in the same place.
func (s *span) same(now *span) bool {
	return s.base == now.base && s.elem == now.elem && s.count == now.count && s.noscan == now.noscan
}
