package reach

import (
	"encoding/binary"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

const (
	finblockBytes     = 4096
	cleanupBlockBytes = 512
	// maxChain bounds lists of the runtime that a damaged pointer could make endless.
	maxChain = 1 << 15
	// maxRecords of all spans together.
	maxRecords = 1 << 22
	// xregsBytes: vector registers of a goroutine that was interrupted (runtime.xRegs: 32 of 64 bytes with AVX-512, and masks).
	xregsBytes = 2048
)

// readQueues reads finalizers and cleanups that are to run.
func (p *Program) readQueues(c *capture) error {
	if p.follow {
		return nil
	}
	if err := p.chain(c, p.vars.allfin, p.l.Of(layout.FinblockAlllink), finblockBytes, "finalizer queue"); err != nil {
		return err
	}
	if p.vars.gcCleanups == 0 || !p.l.Has(layout.CleanupBlockAlllink) {
		return nil
	}
	head := p.vars.gcCleanups + p.l.Of(layout.CleanupQueueAll)
	return p.chain(c, head, p.l.Of(layout.CleanupBlockAlllink), cleanupBlockBytes, "cleanup queue")
}

// chain reads a list of blocks from the variable head on.
func (p *Program) chain(c *capture, head, link uint64, size uint64, name string) error {
	var first [8]byte
	if err := readAll(p.mem(), []memory.Range{{Addr: head, Into: first[:]}}); err != nil {
		return err
	}
	next := word(first[:], 0)
	for n := 0; next != 0; n++ {
		if n == maxChain {
			return moved("the %s has no end", name)
		}
		bytes := make([]byte, size)
		if err := readAll(p.mem(), []memory.Range{{Addr: next, Into: bytes}}); err != nil {
			return err
		}
		if err := c.add(block{next, bytes, name}); err != nil {
			return err
		}
		next = word(bytes, link)
	}
	return nil
}

// addSpecials notes where the special records of a span begin.
func (c *capture) addSpecials(s *span) {
	if s.specials != 0 {
		c.specials = append(c.specials, record{s.specials, s.base, s.bytes()})
	}
}

// record is a special record of the span at base.
type record struct{ addr, base, size uint64 }

// behindBytes follow the header of a record: a finalizer's function and types are four words, a cleanup's function, argument and id two
// to four. Of others this is a little more than they have: what lies beside them.
const behindBytes = 32

// readRecords reads them; what lies beyond the end of readable memory is zero.
func (p *Program) readRecords(records []record, header uint64) ([]byte, error) {
	size := header + behindBytes
	raws := make([]byte, uint64(len(records))*size)
	ranges := make([]memory.Range, len(records))
	for i, r := range records {
		ranges[i] = memory.Range{Addr: r.addr, Into: raws[uint64(i)*size : uint64(i+1)*size]}
	}
	if err := p.mem().Read(ranges); err != nil {
		return nil, err
	}
	for i, r := range records {
		if ranges[i].OK {
			continue
		}
		into := ranges[i].Into
		clear(into)
		// A header and a word are the least that any record has.
		if err := readAll(p.mem(), []memory.Range{{Addr: r.addr, Into: into[:header+8]}}); err != nil {
			return nil, err
		}
		for at := header + 8; at < size; at += 8 {
			ok, err := memory.Bytes(p.mem(), r.addr+at, into[at:at+8])
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
		}
	}
	return raws, nil
}

// readSpecials reads what is attached to objects: finalizers, weak pointers, cleanups. All but cleanups and samples of the memory profile
// keep their object; so does any kind that is not known.
func (p *Program) readSpecials(c *capture) error {
	l := p.l
	kindAt := l.Of(layout.SpecialKind)
	header := (kindAt + 8) &^ 7
	profile, cleanup := specialKinds(l.Minor)
	level := c.specials
	total := 0
	for len(level) > 0 {
		if total += len(level); total > maxRecords {
			return moved("lists of special records have no end")
		}
		raws, err := p.readRecords(level, header)
		if err != nil {
			return err
		}
		var next []record
		for i, it := range level {
			raw := raws[uint64(i)*(header+behindBytes) : uint64(i+1)*(header+behindBytes)]
			offset := word(raw, l.Of(layout.SpecialOffset))
			if kindAt-l.Of(layout.SpecialOffset) == 2 {
				offset = uint64(binary.LittleEndian.Uint16(raw[l.Of(layout.SpecialOffset):]))
			}
			kind := raw[kindAt]
			if offset >= it.size || kind == 0 || kind > 32 {
				return moved("a special record of kind %d is at %d of %d bytes", kind, offset, it.size)
			}
			if kind != profile {
				for at := header; at < header+behindBytes; at += 8 {
					c.words = append(c.words, word(raw, at))
				}
				if kind != cleanup {
					c.kept = append(c.kept, it.base+offset)
				}
			}
			if after := word(raw, l.Of(layout.SpecialNext)); after != 0 {
				next = append(next, record{after, it.base, it.size})
			}
		}
		level = next
	}
	return nil
}

// specialKinds by minor (mheap.go, _KindSpecial…); 0 where there is none.
func specialKinds(minor int) (profile, cleanup byte) {
	switch {
	case minor <= 22:
		return 2, 0
	case minor == 23:
		return 3, 0
	case minor == 24:
		return 3, 6
	default:
		return 4, 7
	}
}

// readExtended reads the vector registers of interrupted goroutines, which lie outside the heap (Go 1.26 and newer).
func (p *Program) readExtended(c *capture) error {
	for _, list := range [][]goroutine{c.goroutines, c.later} {
		for i := range list {
			g := &list[i]
			if g.xregs == 0 || !g.exists() {
				continue
			}
			bytes := make([]byte, xregsBytes)
			// The block may be the last of its page; what is there of it is enough.
			for at := 0; at < xregsBytes; at += 64 {
				ok, err := memory.Bytes(p.mem(), g.xregs+uint64(at), bytes[at:at+64])
				if err != nil {
					return err
				}
				if !ok && at == 0 {
					return moved("registers of goroutine %d cannot be read", g.id)
				}
			}
			if err := c.add(block{g.xregs, bytes, "registers"}); err != nil {
				return err
			}
		}
	}
	return nil
}
