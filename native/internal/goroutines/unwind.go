package goroutines

import (
	"encoding/binary"
	"strings"

	"parkscope/native/internal/pclntab"
)

const (
	flagTopFrame = 1
	flagSPWrite  = 2

	// A stack keeps this many frames at each end; Go's own dumps keep 50.
	keptFrames = 500
	// maxFrames bounds the walk: a stack of 1 GB, the most that Go allows, has at most this many frames of 16 bytes.
	maxFrames = 64 << 20
)

// place is what is known of one address of code.
type place struct {
	valid bool
	top   bool
	// switches: it writes the stack pointer in ways the tables do not tell.
	switches bool
	// injected: what is above it did not call but was interrupted.
	injected bool
	size     uint64
	fn       pclntab.Func
}

// maxPlaces bounds the memory for addresses seen. A real program has some thousand.
const maxPlaces = 1 << 20

func (p *Program) place(pc uint64) *place {
	if known, is := p.places[pc]; is {
		return known
	}
	found := &place{}
	if fn, is := p.table.Func(pc); is {
		size, sized := p.table.FrameSize(fn, pc)
		found.fn, found.size, found.valid = fn, size, sized
		name := p.table.Name(fn)
		found.top = fn.Flags&flagTopFrame != 0
		found.switches = fn.Flags&flagSPWrite != 0 && name != "runtime.cgocallback"
		found.injected = name == "runtime.sigpanic" || name == "runtime.asyncPreempt" || strings.HasPrefix(name, "runtime.debugCall")
	}
	if len(p.places) < maxPlaces {
		p.places[pc] = found
	}
	return found
}

// start is where a walk begins.
type start struct {
	pc, sp, lr, bp uint64
	syscall        bool
}

// outcome of a walk.
type outcome int

const (
	complete outcome = iota
	// torn: the chain does not end where stacks end. It moved while it was read, or is of a kind that is not known.
	torn
	// beyond: it goes on after the bytes that were read.
	beyond
)

// trace is one walked stack. Its slices are used again by the next walk.
type trace struct {
	// pcs, innermost first; elided frames are missing after the first keptFrames.
	pcs     []uint64
	elided  uint64
	trapped []bool
	cfas    []uint64
	// disagrees: the chain of frame pointers leads elsewhere.
	disagrees bool
}

// walk follows the frames by their sizes, which the compiler tells for every instruction. stack are the bytes from sp on,
// hi is the end of the stack.
func (p *Program) walk(t *trace, from start, stack []byte, hi uint64) outcome {
	t.pcs, t.trapped, t.cfas, t.elided, t.disagrees = t.pcs[:0], t.trapped[:0], t.cfas[:0], 0, false
	pc, sp, base := from.pc, from.sp, from.sp
	word := func(addr uint64) (uint64, bool) {
		at := addr - base
		if addr < base || at > uint64(len(stack)) || uint64(len(stack))-at < 8 {
			return 0, false
		}
		return binary.LittleEndian.Uint64(stack[at:]), true
	}
	trapped := false
	for n := range maxFrames {
		here := p.place(pc)
		if !here.valid || (here.switches && n > 0) {
			return torn
		}
		t.push(pc, trapped)
		if here.top {
			t.disagrees = p.Arch == "amd64" && !from.syscall && !t.agrees(from.bp, hi, word)
			return complete
		}
		cfa := sp + here.size
		var ok bool
		next := from.lr
		if p.Arch == "amd64" {
			cfa += 8
			if cfa <= sp || cfa > hi {
				return torn
			}
			if next, ok = word(cfa - 8); !ok {
				return beyond
			}
		} else {
			if cfa < sp || cfa > hi {
				return torn
			}
			if n > 0 || here.size > 0 || next == 0 {
				if next, ok = word(sp); !ok {
					return beyond
				}
			}
			if n > 0 && here.size == 0 {
				return torn // it would call itself for ever
			}
		}
		if len(t.cfas) < maxCFAs {
			t.cfas = append(t.cfas, cfa)
		}
		pc, sp, trapped = next, cfa, here.injected
	}
	return torn
}

// maxCFAs is how many frames the frame pointers are compared for.
const maxCFAs = 2 * keptFrames

// push keeps both ends of a stack: behind the first keptFrames the last keptFrames move up in blocks.
func (t *trace) push(pc uint64, trapped bool) {
	if len(t.pcs) == 3*keptFrames {
		t.pcs = append(t.pcs[:keptFrames], t.pcs[2*keptFrames:]...)
		t.trapped = append(t.trapped[:keptFrames], t.trapped[2*keptFrames:]...)
		t.elided += keptFrames
	}
	t.pcs, t.trapped = append(t.pcs, pc), append(t.trapped, trapped)
}

// agrees follows the saved frame pointers, which are just below the return addresses, and tells whether each is that of a
// frame that was walked. Functions without a frame have none, so the chain may skip.
func (t *trace) agrees(bp, hi uint64, word func(uint64) (uint64, bool)) bool {
	for _, cfa := range t.cfas {
		if bp == 0 {
			return true
		}
		if bp+16 != cfa {
			continue
		}
		saved, ok := word(bp)
		if !ok {
			return true // not read: nothing to compare
		}
		bp = saved
	}
	return bp == 0 || len(t.cfas) >= maxCFAs || bp >= hi
}
