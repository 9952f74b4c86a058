package goroutines

import (
	"context"
	"encoding/binary"
	"slices"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// seekWindow is how much of a stack is searched: the frames of gopark and of what called it.
const seekWindow = 1 << 10

// maxSlots: places in the frame where a variable was found before. There is one, as the frames are of one function of the program.
const maxSlots = 4

// seeker is one goroutine's innermost frames.
type seeker struct {
	goroutine  int
	sp, hi     uint64
	window     []byte
	candidates []uint64
	next       int
	found      bool
}

// seek finds, for each goroutine, a word in its innermost frames that points to size bytes of which `is` says that they are what is
// looked for. What compiled code keeps at one place it keeps there in all goroutines, so that place is tried first.
// It answers how many were not found.
func (r *waitReader) seek(ctx context.Context, how way, goroutines []int, size int, is func(goroutine int, addr uint64, raw []byte) bool) (lost int, err error) {
	const batchOf = 512
	l := r.layout
	head := int(l.End(layout.GStackHi, layout.GSchedSP))
	for len(goroutines) > 0 && len(r.Waits) < maxWaits {
		if err := ctx.Err(); err != nil {
			return lost, err
		}
		batch := goroutines[:min(len(goroutines), batchOf)]
		goroutines = goroutines[len(batch):]
		structures := make([]byte, len(batch)*head)
		ranges := r.ranges[:0]
		for i, goroutine := range batch {
			ranges = append(ranges, memory.Range{Addr: r.Goroutines[goroutine].g, Into: structures[i*head : (i+1)*head]})
		}
		if err := r.mem.Read(ranges); err != nil {
			return lost, err
		}
		seekers := make([]seeker, 0, len(batch))
		for i, goroutine := range batch {
			f := fields{structures[i*head : (i+1)*head], l}
			sp, hi := f.word(layout.GSchedSP), f.word(layout.GStackHi)
			if ranges[i].OK && sp%8 == 0 && sp < hi {
				seekers = append(seekers, seeker{goroutine: goroutine, sp: sp, hi: hi})
			}
		}
		if err := r.readWindows(seekers); err != nil {
			return lost, err
		}
		for _, slot := range r.slots[how] {
			for i := range seekers {
				s := &seekers[i]
				s.candidates = s.candidates[:0]
				if addr, ok := s.at(slot); ok && !s.found && r.mayPoint(s, addr) {
					s.candidates = append(s.candidates, addr)
				}
			}
			if err := r.tryAll(seekers, size, nil, is); err != nil {
				return lost, err
			}
		}
		for i := range seekers {
			s := &seekers[i]
			s.candidates = s.candidates[:0]
			for at := 0; !s.found && at+8 <= len(s.window); at += 8 {
				if addr := binary.LittleEndian.Uint64(s.window[at:]); r.mayPoint(s, addr) && !slices.Contains(s.candidates, addr) {
					s.candidates = append(s.candidates, addr)
				}
			}
		}
		learn := func(s *seeker, addr uint64) {
			for at := 0; at+8 <= len(s.window); at += 8 {
				if binary.LittleEndian.Uint64(s.window[at:]) == addr && len(r.slots[how]) < maxSlots && !slices.Contains(r.slots[how], at) {
					r.slots[how] = append(r.slots[how], at)
					return
				}
			}
		}
		if err := r.tryAll(seekers, size, learn, is); err != nil {
			return lost, err
		}
		for i := range seekers {
			if !seekers[i].found {
				lost++
			}
		}
		lost += len(batch) - len(seekers)
	}
	return lost, nil
}

func (s *seeker) at(slot int) (uint64, bool) {
	if slot+8 > len(s.window) {
		return 0, false
	}
	return binary.LittleEndian.Uint64(s.window[slot:]), true
}

// mayPoint: the runtime's structures are aligned, neither on the stack nor in the code.
func (r *waitReader) mayPoint(s *seeker, addr uint64) bool {
	return addr%8 == 0 && addr >= 1<<16 && addr < 1<<48 && (addr < s.sp || addr >= s.hi) && (addr < r.module.Text || addr >= r.module.Etext)
}

func (r *waitReader) readWindows(seekers []seeker) error {
	buffer := make([]byte, len(seekers)*seekWindow)
	ranges := r.ranges[:0]
	for i, s := range seekers {
		ranges = append(ranges, memory.Range{Addr: s.sp, Into: buffer[i*seekWindow : i*seekWindow+int(min(s.hi-s.sp, seekWindow))]})
	}
	if err := r.mem.Read(ranges); err != nil {
		return err
	}
	for i := range seekers {
		if ranges[i].OK {
			seekers[i].window = ranges[i].Into
		}
	}
	r.ranges = ranges
	return nil
}

// tryAll reads what the candidates of all point to, one of each goroutine at a time, until it is what is looked for.
func (r *waitReader) tryAll(seekers []seeker, size int, learn func(*seeker, uint64), is func(int, uint64, []byte) bool) error {
	buffer := make([]byte, len(seekers)*size)
	var tried []*seeker
	for {
		ranges := r.ranges[:0]
		tried = tried[:0]
		for i := range seekers {
			s := &seekers[i]
			if s.found || s.next >= len(s.candidates) {
				continue
			}
			tried = append(tried, s)
			n := len(ranges)
			ranges = append(ranges, memory.Range{Addr: s.candidates[s.next], Into: buffer[n*size : (n+1)*size]})
			s.next++
		}
		if len(tried) == 0 {
			for i := range seekers {
				seekers[i].next = 0
			}
			return nil
		}
		if err := r.mem.Read(ranges); err != nil {
			return err
		}
		r.ranges = ranges
		for i, s := range tried {
			if ranges[i].OK && is(s.goroutine, ranges[i].Addr, ranges[i].Into) {
				s.found = true
				if learn != nil {
					learn(s, ranges[i].Addr)
				}
			}
		}
	}
}
