package goroutines

import (
	"encoding/binary"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/pclntab"
)

// describe says in words what a g structure holds.
func (t *taker) describe(g uint64, f fields) Goroutine {
	status := f.status()
	found := Goroutine{
		ID: f.word(layout.GGoid), State: statusNames[status], Leaked: status == statusLeaked, WaitNs: -1, Stack: -1,
		LockedToThread: f.word(layout.GLockedM) != 0, Creator: -1, Labels: -1, g: g,
	}
	if status == statusWaiting || status == statusLeaked {
		found.waiting = f.word(layout.GWaiting)
		if number := int(f.raw[t.layout.Of(layout.GWaitReason)]); number > 0 {
			found.State = "unknown wait reason"
			if number < len(t.reasons) && t.reasons[number] != "" {
				found.State = t.reasons[number]
			}
		}
	}
	if since := int64(f.word(layout.GWaitSince)); since > 0 && since <= t.now && (found.waiting != 0 || status == statusWaiting || status == statusSyscall || status == statusLeaked) {
		found.WaitNs = t.now - since
	}
	if t.layout.Has(layout.GParentGoid) {
		found.Parent = f.word(layout.GParentGoid)
	}
	found.Start = t.function(f.word(layout.GStartPC))
	// runtime.main runs main.main; these run finalizers, coroutines and hooks of the program's own (isSystemGoroutine).
	switch found.Start {
	case "runtime.main", "runtime.corostart", "runtime.handleAsyncEvent":
	default:
		found.System = strings.HasPrefix(found.Start, "runtime.")
	}
	if found.ID != 1 {
		found.Creator = t.creator(f.word(layout.GGopc))
	}
	if labels := f.word(layout.GLabels); labels != 0 {
		found.Labels = t.labelSet(labels)
	}
	return found
}

func (t *taker) function(pc uint64) string {
	if name, known := t.names[pc]; known {
		return name
	}
	name := ""
	if fn, is := t.table.Func(pc); is {
		name = clean(t.table.Name(fn))
	}
	t.names[pc] = name
	return name
}

// creator is the function with the go statement, by its own name also where it was inlined, as Go prints it.
func (t *taker) creator(pc uint64) int32 {
	if index, known := t.creators[pc]; known {
		return index
	}
	index := int32(-1)
	if fn, is := t.table.Func(pc); is {
		index = t.creatorIn(fn, pc)
	}
	t.creators[pc] = index
	return index
}

func (t *taker) creatorIn(fn pclntab.Func, pc uint64) int32 {
	at := pc
	if at > fn.Entry {
		at--
	}
	file, line := t.table.FileLine(fn, at)
	return t.frame(Frame{Function: clean(t.table.Name(fn)), File: clean(file), Line: line, Offset: pc - fn.Entry})
}

func (t *taker) frame(f Frame) int32 {
	if index, known := t.frames[f]; known {
		return index
	}
	index := int32(len(t.Frames))
	t.Frames = append(t.Frames, f)
	t.frames[f] = index
	return index
}

// intern gives the walked stack its index; the same addresses are the same stack.
func (t *taker) intern() int {
	t.key = t.key[:0]
	for i, pc := range t.trace.pcs {
		if t.trace.trapped[i] {
			t.key = append(t.key, 1)
		}
		t.key = binary.LittleEndian.AppendUint64(t.key, pc)
	}
	t.key = binary.LittleEndian.AppendUint64(t.key, t.trace.elided)
	if index, known := t.stacks[string(t.key)]; known {
		return index
	}
	stack := Stack{Elided: t.trace.elided}
	for i, pc := range t.trace.pcs {
		if t.trace.elided > 0 && i == keptFrames {
			stack.Before = len(stack.Frames)
		}
		stack.Frames = append(stack.Frames, t.calls(pc, t.trace.trapped[i])...)
	}
	index := len(t.Stacks)
	t.Stacks = append(t.Stacks, stack)
	t.stacks[string(t.key)] = index
	return index
}

// calls are the frames at one address, without what the compiler wrote between a call and the function called. A return address
// is behind the call, an interrupted instruction is where it is.
func (t *taker) calls(pc uint64, trapped bool) []int32 {
	here := t.place(pc)
	at, kind := pc, 1
	if !trapped && pc > here.fn.Entry {
		at, kind = pc-1, 0
	}
	if here.frames[kind] == nil {
		here.frames[kind] = []int32{}
		for _, line := range t.table.Lines(here.fn, at) {
			if line.Wrapper {
				continue
			}
			frame := Frame{Function: clean(line.Function), File: clean(line.File), Line: line.Line, Inlined: line.Inlined}
			if !line.Inlined {
				frame.Offset = pc - here.fn.Entry
			}
			here.frames[kind] = append(here.frames[kind], t.frame(frame))
		}
	}
	return here.frames[kind]
}

// clean makes foreign text one line of UTF-8 without control characters: it is printed to terminals and parsed by line.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
