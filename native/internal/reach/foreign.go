package reach

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// Foreign tells of the memory of a process that is not Go's, which C code may keep pointers in.
type Foreign struct {
	// Mappings is /proc/PID/maps.
	Mappings func() ([]byte, error)
	// Present tells of count pages from an address on which of them are there: nobody ever wrote to the others.
	Present func(addr uint64, count int) ([]bool, error)
}

// maxForeign is how much memory of C is searched.
const maxForeign = 1 << 30

// area of addresses.
type area struct{ start, end uint64 }

// readForeign searches, while a program with C code stands still, all memory that can be written and is not known to be Go's. What the
// runtime keeps there for itself is searched with it, so that more may be called reachable than is.
func (p *Program) readForeign(c *capture, foreign *Foreign, machines []machine) error {
	text, err := foreign.Mappings()
	if err != nil {
		return err
	}
	known, err := p.knownAreas(c, machines)
	if err != nil {
		return err
	}
	total := uint64(0)
	for _, one := range subtract(parseWritable(text), known) {
		const step = 1 << 12 // pages at once
		for at := one.start &^ (pageBytes - 1); at < one.end; at += step * pageBytes {
			count := int(min(step, (one.end-at+pageBytes-1)/pageBytes))
			present, err := foreign.Present(at, count)
			if err != nil {
				return err
			}
			for i := 0; i < count; {
				next := i
				for next < count && present[next] == present[i] {
					next++
				}
				if present[i] {
					from, to := max(one.start, at+uint64(i)*pageBytes), min(one.end, at+uint64(next)*pageBytes)
					if total += to - from; total > maxForeign {
						return tooLarge(total, maxForeign)
					}
					if err := p.readArea(c, area{from, to}); err != nil {
						return err
					}
				}
				i = next
			}
		}
	}
	return nil
}

// readArea takes a piece of foreign memory as roots, without the spans of Go's heap that are described there.
func (p *Program) readArea(c *capture, a area) error {
	into := make([]byte, a.end-a.start)
	if err := readAll(p.mem(), pieces(nil, a.start, into)); err != nil {
		return err
	}
	size := p.l.End(layout.MspanSpecials)
	first, _ := slices.BinarySearch(c.heap.structs, a.start-min(a.start, size))
	for _, span := range c.heap.structs[first:] {
		if span >= a.end {
			break
		}
		from, to := max(span, a.start), min(span+size, a.end)
		if from < to {
			clear(into[from-a.start : to-a.start])
		}
	}
	return c.add(block{a.start, into, "memory of C"})
}

// knownAreas are Go's: the pieces of its heap, the variables that are roots anyway, and the stacks of its threads.
func (p *Program) knownAreas(c *capture, machines []machine) ([]area, error) {
	var known []area
	h := c.heap
	for i, chunk := range h.top {
		if start := h.lo + uint64(i)<<chunkShift; chunk != 0 {
			known = append(known, area{start, start + 1<<chunkShift})
		}
	}
	for _, s := range p.found.Module.Variables {
		known = append(known, area{s.Addr, s.Addr + s.Size})
	}
	raw := make([]byte, p.l.End(layout.GStackHi))
	for i := range machines {
		for _, g := range []uint64{machines[i].g0, machines[i].gsignal} {
			if g == 0 {
				continue
			}
			if err := readAll(p.mem(), []memory.Range{{Addr: g, Into: raw}}); err != nil {
				return nil, err
			}
			// The used part of those that do something is a root already.
			if lo, hi := word(raw, p.l.Of(layout.GStackLo)), word(raw, p.l.Of(layout.GStackHi)); lo < hi && hi < maxRange {
				known = append(known, area{lo, hi})
			}
		}
	}
	return known, nil
}

// parseWritable gives what can be written of /proc/PID/maps, but for what Go named as its own (Go 1.25 and newer) and the kernel's.
func parseWritable(text []byte) []area {
	var found []area
	for line := range bytes.Lines(text) {
		fields := strings.Fields(string(line))
		if len(fields) < 5 || len(fields[1]) < 4 || fields[1][0] != 'r' || fields[1][1] != 'w' {
			continue
		}
		if name := strings.Join(fields[5:], " "); strings.HasPrefix(name, "[anon: Go:") || strings.HasPrefix(name, "[vvar") {
			continue
		}
		from, to, isRange := strings.Cut(fields[0], "-")
		start, err := strconv.ParseUint(from, 16, 64)
		end, endErr := strconv.ParseUint(to, 16, 64)
		if isRange && err == nil && endErr == nil && start < end && end <= maxRange {
			found = append(found, area{start, end})
		}
	}
	return found
}

// subtract gives what of the areas is in none of the others.
func subtract(from, others []area) []area {
	slices.SortFunc(others, func(a, b area) int {
		switch {
		case a.start < b.start:
			return -1
		case a.start > b.start:
			return 1
		}
		return 0
	})
	var left []area
	for _, a := range from {
		for _, o := range others {
			if o.end <= a.start || o.start >= a.end {
				continue
			}
			if o.start > a.start {
				left = append(left, area{a.start, o.start &^ 7})
			}
			if a.start = (o.end + 7) &^ 7; a.start >= a.end {
				break
			}
		}
		if a.start < a.end {
			left = append(left, a)
		}
	}
	return left
}

// decodePresent reads /proc/PID/pagemap: a page is there, or was moved out.
func decodePresent(raw []byte) []bool {
	present := make([]bool, len(raw)/8)
	for i := range present {
		present[i] = binary.LittleEndian.Uint64(raw[8*i:])>>62 != 0
	}
	return present
}
