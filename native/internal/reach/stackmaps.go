package reach

import (
	"strings"
)

// maxFrames of one stack that are looked up; deeper stacks are taken as they are.
const maxFrames = 1 << 16

// kept is a piece of a frame that is in use, from the end of the frame (the address behind the return address), in bytes.
type kept struct{ offset, size int64 }

// frameMap is what is in use of the frame of one return address.
type frameMap struct {
	// told is false where the compiler says nothing that could be relied on.
	told bool
	// parks: the function in which goroutines go to sleep; top: the first of a stack.
	parks, top bool
	size       uint64
	kept       []kept
}

// blank clears, in the copies of the stacks of goroutines that were parked by gopark, all words that the compiler says are not used any more. That
// is what the garbage collector sees of them. Stacks of goroutines that run, may run or are in a system call stay whole: between two
// instructions a pointer may be where no map tells. So do stacks with a frame that is not understood.
func (p *Program) blank(all []goroutine) {
	if p.Arch != "amd64" {
		return // frames of arm64 begin elsewhere; not tried
	}
	var scratch []byte
	for i := range all {
		g := &all[i]
		if g.blanked || len(g.stack) == 0 || !g.waits() || g.changed || g.m != 0 || g.pc == 0 {
			continue
		}
		scratch = sized(&scratch, uint64(len(g.stack)))
		clear(scratch)
		if p.copyUsed(g, scratch) {
			copy(g.stack, scratch)
			g.blanked = true
		}
	}
}

// copyUsed copies the words in use of a parked goroutine's stack; false where not all of its frames are understood.
func (p *Program) copyUsed(g *goroutine, into []byte) bool {
	pc, sp := g.pc, g.sp
	for n := range maxFrames {
		frame := p.frame(pc)
		if frame.parks != (n == 0) {
			return false
		}
		if frame.top {
			return true
		}
		if !frame.told {
			return false
		}
		// The address behind the return address.
		end := sp + frame.size + 8
		if end <= sp || end > g.hi {
			return false
		}
		for _, k := range frame.kept {
			from := int64(end-g.sp) + k.offset
			to := min(from+k.size, int64(len(into)))
			if from < int64(sp-g.sp) || to < from {
				return false
			}
			copy(into[from:to], g.stack[from:to])
		}
		pc, sp = word(g.stack, end-8-g.sp), end
	}
	return false
}

// frame looks up what is in use at a return address.
func (p *Program) frame(pc uint64) *frameMap {
	if known, is := p.frames[pc]; is {
		return known
	}
	const most, mostKept = 1 << 18, 1 << 22
	if p.frames == nil || len(p.frames) >= most || p.keptPieces >= mostKept {
		p.frames, p.keptPieces = map[uint64]*frameMap{}, 0
	}
	found := &frameMap{}
	p.frames[pc] = found
	table := p.found.Functions
	fn, ok := table.Func(pc)
	if !ok {
		return found
	}
	name := table.Name(fn)
	found.parks = name == "runtime.gopark"
	found.top = name == "runtime.goexit"
	size, sized := table.FrameSize(fn, pc)
	found.size = size
	stack, told := table.StackMap(fn, pc)
	if !sized || !told || size > 0 && !stack.Typed || irregular(name) {
		return found
	}
	found.told = true
	// The end of the locals: below the return address and, where there is a frame, the saved frame pointer.
	locals := int64(-8)
	if size > 0 {
		locals -= 8
	}
	for i, used := range stack.Locals {
		if used {
			found.keep(locals-8*int64(len(stack.Locals)-i), 8)
		}
	}
	for i, used := range stack.Args {
		if used {
			found.keep(8*int64(i), 8)
		}
	}
	for _, o := range stack.Objects {
		base := int64(0)
		if o.Offset < 0 {
			base = locals
		}
		if o.Size > 0 {
			found.keep(base+int64(o.Offset), (int64(o.Size)+7)&^7)
		}
	}
	p.keptPieces += len(found.kept)
	return found
}

func (f *frameMap) keep(offset, size int64) {
	if last := len(f.kept) - 1; last >= 0 && f.kept[last].offset+f.kept[last].size == offset {
		f.kept[last].size += size
		return
	}
	f.kept = append(f.kept, kept{offset, size})
}

// irregular functions interrupt others between two instructions, change stacks, or have arguments that only they know.
func irregular(name string) bool {
	switch name {
	case "runtime.sigpanic", "runtime.asyncPreempt", "runtime.cgocallback", "runtime.systemstack_switch", "runtime.morestack",
		"reflect.makeFuncStub", "reflect.methodValueCall":
		return true
	}
	return strings.HasPrefix(name, "runtime.debugCall")
}
