package reach

import (
	"errors"
	"slices"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
)

// section is a copy of variables.
type section struct {
	addr  uint64
	bytes []byte
}

// readSections copies all variables of the program.
func (p *Program) readSections() ([]section, error) {
	const most = 256 << 20
	var all []section
	total := uint64(0)
	for _, segment := range p.found.Module.Variables {
		start, size := aligned(segment)
		if total += size; total > most {
			return nil, tooLarge(total, most)
		}
		s := section{start, make([]byte, size)}
		if err := readAll(p.mem(), pieces(nil, start, s.bytes)); err != nil {
			return nil, p.refuse(err.Error(), "")
		}
		all = append(all, s)
	}
	return all, nil
}

// words calls visit for each word until it answers true; the words after it are handed on, too.
func words(sections []section, visit func(addr uint64, rest []byte) (bool, error)) (bool, error) {
	for _, s := range sections {
		for at := 0; at+8 <= len(s.bytes); at += 8 {
			if done, err := visit(s.addr+uint64(at), s.bytes[at:]); done || err != nil {
				return done, err
			}
		}
	}
	return false, nil
}

// slice decodes a slice of words with at least one and at most most elements.
func slice(rest []byte, most uint64) (array, length uint64, ok bool) {
	array, length = word(rest, 0), word(rest, 8)
	return array, length, len(rest) >= 24 && array != 0 && array%8 == 0 && array < maxRange &&
		length > 0 && length <= word(rest, 16) && word(rest, 16) <= most
}

// findByShape finds in a stripped program what has no symbol, each by what only it can look like. Queues of finalizers and cleanups look like
// nothing: what variables point at outside the heap is searched instead.
func (p *Program) findByShape() error {
	sections, err := p.readSections()
	if err != nil {
		return err
	}
	p.follow = true
	if p.vars.mheap == 0 {
		found, err := words(sections, func(addr uint64, rest []byte) (bool, error) {
			array, length, ok := slice(rest, maxSpans)
			if !ok || length < 16 || addr < p.l.Of(layout.MheapAllspans) {
				return false, nil
			}
			p.vars.mheap = addr - p.l.Of(layout.MheapAllspans)
			return p.looksLikeSpans(array, length)
		})
		if err != nil || !found {
			return p.notFound(err, "the list of spans")
		}
	}
	if p.vars.allp == 0 {
		found, err := words(sections, func(addr uint64, rest []byte) (bool, error) {
			array, length, ok := slice(rest, 1<<16)
			if !ok {
				return false, nil
			}
			p.vars.allp = addr
			return p.looksLikeProcessors(array, length)
		})
		if err != nil || !found {
			return p.notFound(err, "the list of processors")
		}
	}
	if p.vars.allm == 0 {
		if err := p.findMachines(sections); err != nil {
			return err
		}
	}
	return p.findCgo()
}

func (p *Program) notFound(err error, what string) error {
	if err != nil {
		return err
	}
	return p.refuse("it is stripped, and "+what+" was not found in its memory", "")
}

// looksLikeSpans: of the first and the last structures in use that the list names, seven of eight are spans.
func (p *Program) looksLikeSpans(array, length uint64) (bool, error) {
	const sample = 32
	good, tried := 0, 0
	for _, first := range []uint64{0, length - min(length, sample)} {
		raw := make([]byte, 8*min(length, sample))
		if ok, err := memory.Bytes(p.mem(), array+8*first, raw); !ok || err != nil {
			return false, err
		}
		for at := uint64(0); at < uint64(len(raw)); at += 8 {
			is, unused, err := p.looksLikeSpan(word(raw, at))
			if err != nil {
				return false, err
			}
			if unused {
				continue
			}
			tried++
			if is {
				good++
			}
			if tried == 8 && good < 4 {
				return false, nil
			}
		}
	}
	return tried >= 8 && good*8 >= tried*7, nil
}

// looksLikeSpan tells a span, and one that was not used yet, of which there is nothing to tell.
func (p *Program) looksLikeSpan(addr uint64) (is, unused bool, err error) {
	l := p.l
	if addr == 0 || addr%8 != 0 || addr >= maxRange {
		return false, false, nil
	}
	raw := make([]byte, l.End(layout.MspanStart, layout.MspanPages, layout.MspanNelems, layout.MspanElemsize, layout.MspanSpecials))
	if ok, err := memory.Bytes(p.mem(), addr, raw); !ok || err != nil {
		return false, false, err
	}
	start, pages, elem := word(raw, l.Of(layout.MspanStart)), word(raw, l.Of(layout.MspanPages)), word(raw, l.Of(layout.MspanElemsize))
	if start == 0 && pages == 0 {
		return false, raw[l.Of(layout.MspanState)] == 0, nil
	}
	return start != 0 && start%(1<<pageShift) == 0 && start < maxRange && pages > 0 && pages < 1<<27 && elem%8 == 0 &&
		elem <= pages<<pageShift && raw[l.Of(layout.MspanState)] <= 2, false, nil
}

// looksLikeProcessors: each has its place in the list as its id, and a buffer that points into itself.
func (p *Program) looksLikeProcessors(array, length uint64) (bool, error) {
	raw := make([]byte, 8*length)
	if ok, err := memory.Bytes(p.mem(), array, raw); !ok || err != nil {
		return false, err
	}
	size := p.l.End(layout.PRunSafePointFn)
	one := make([]byte, size)
	for i := range length {
		addr := word(raw, 8*i)
		if addr == 0 || addr%8 != 0 || addr >= maxRange {
			return false, nil
		}
		if ok, err := memory.Bytes(p.mem(), addr, one); !ok || err != nil {
			return false, err
		}
		if uint32(word(one, 0)) != uint32(i) || !p.ownBuffer(addr, one) {
			return false, nil
		}
	}
	return true, nil
}

// ownBuffer finds wbBuf between gcw and runSafePointFn: its first two words point into it. Where it is not found the structure is another.
func (p *Program) ownBuffer(addr uint64, raw []byte) bool {
	lo, hi := p.l.Of(layout.PGcw), p.l.Of(layout.PRunSafePointFn)
	for at := lo; at+16 <= hi; at += 8 {
		next, end := word(raw, at)-addr, word(raw, at+8)-addr
		if next > at && next <= end && end == hi {
			return true
		}
	}
	return false
}

// alllinks are where m.alllink has been in releases of Go: it moved within Go 1.24.
var alllinks = []uint64{328, 336, 352}

// findMachines looks for the variable from which the longest list of threads leads.
func (p *Program) findMachines(sections []section) error {
	links := []uint64{p.alllink}
	for _, link := range alllinks {
		if link != p.alllink {
			links = append(links, link)
		}
	}
	tried := map[uint64]bool{}
	best, bestVariable, bestLink := 0, uint64(0), p.alllink
	_, err := words(sections, func(addr uint64, rest []byte) (bool, error) {
		m := word(rest, 0)
		if m == 0 || m%8 != 0 || m >= maxRange || tried[m] {
			return false, nil
		}
		tried[m] = true
		if is, err := p.looksLikeMachine(m); err != nil || !is {
			return false, err
		}
		p.vars.allm = addr
		for _, link := range links {
			p.alllink = link
			list, err := p.readMachines()
			var odd errMoved
			switch {
			case errors.As(err, &odd): // no list
			case err != nil:
				return false, err
			case len(list) > best:
				best, bestVariable, bestLink = len(list), addr, link
			}
		}
		return false, nil // what leads to one thread may be followed by what leads to all
	})
	p.vars.allm, p.alllink = bestVariable, bestLink
	if err != nil || best == 0 {
		return p.notFound(err, "the list of threads")
	}
	return nil
}

// looksLikeMachine: its first word is a goroutine that belongs to it.
func (p *Program) looksLikeMachine(m uint64) (bool, error) {
	g0, ok, err := memory.Word(p.mem(), m)
	if err != nil || !ok || g0 == 0 || g0%8 != 0 || g0 >= maxRange {
		return false, err
	}
	back, ok, err := memory.Word(p.mem(), g0+p.l.Of(layout.GM))
	return ok && back == m, err
}

// findCgo: a program with C code has a thread in store for calls from C into Go. Where that is not told it counts as one.
func (p *Program) findCgo() error {
	p.vars.cgo = true
	if !p.l.Has(layout.MIsExtra) {
		return nil
	}
	machines, err := p.readMachines()
	var odd errMoved
	if errors.As(err, &odd) {
		return nil
	}
	p.vars.cgo = slices.ContainsFunc(machines, func(m machine) bool { return m.extra })
	return err
}

const (
	// followBytes of what a variable points at outside the heap are searched: a block of finalizers.
	followBytes = finblockBytes
	maxFollowed = 64 << 20
)

// readFollowed searches, in a stripped program, what variables point at outside the heap, and what that leads to as lists of the runtime do: the
// queues of finalizers and cleanups are there, and what else is there keeps more alive, never less.
func (p *Program) readFollowed(c *capture) error {
	if !p.follow {
		return nil
	}
	var pending []uint64
	for i := range c.blocks {
		if c.blocks[i].name == globalBlock {
			pending = p.offHeap(c, pending, c.blocks[i].bytes)
		}
	}
	for _, segment := range p.found.Module.Variables {
		if slices.ContainsFunc(p.found.Module.Pointers, func(s symbols.Segment) bool { return s.Addr == segment.Addr }) {
			continue
		}
		start, size := aligned(segment)
		if size > maxFollowed {
			return tooLarge(size, maxFollowed)
		}
		raw := make([]byte, size)
		if err := readAll(p.mem(), pieces(nil, start, raw)); err != nil {
			return err
		}
		pending = p.offHeap(c, pending, raw)
	}
	seen := map[uint64]bool{}
	total := uint64(0)
	for len(pending) > 0 {
		addr := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if seen[addr] {
			continue
		}
		seen[addr] = true
		bytes := make([]byte, followBytes)
		ok, err := memory.Bytes(p.mem(), addr, bytes)
		if !ok && err == nil {
			bytes = bytes[:pageBytes-addr%pageBytes]
			ok, err = memory.Bytes(p.mem(), addr, bytes)
		}
		if err != nil {
			return err
		}
		if !ok {
			continue // no pointer: nothing is there
		}
		if total += uint64(len(bytes)); total > maxFollowed {
			return p.refuse("it is stripped, and its variables lead to too much memory outside the heap", "")
		}
		c.blocks = append(c.blocks, block{addr, bytes, "outside the heap"})
		// alllink of finblock and of cleanupBlock.
		pending = p.offHeap(c, pending, bytes[:min(8, len(bytes))])
		if len(bytes) >= 24 {
			pending = p.offHeap(c, pending, bytes[16:24])
		}
	}
	c.copied += total
	return nil
}

const pageBytes = 4096

// offHeap collects addresses that are neither in the heap nor in the program's file.
func (p *Program) offHeap(c *capture, into []uint64, bytes []byte) []uint64 {
	for at := uint64(0); at+8 <= uint64(len(bytes)); at += 8 {
		addr := word(bytes, at)
		if addr < pageBytes || addr >= maxRange || addr%8 != 0 || p.inFile(addr) {
			continue
		}
		if _, _, inHeap := c.heap.lookup(addr); !inHeap {
			into = append(into, addr)
		}
	}
	return into
}

func (p *Program) inFile(addr uint64) bool {
	return slices.ContainsFunc(p.file, func(s symbols.Segment) bool { return addr-s.Addr < s.Size })
}
