package goroutines

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/pclntab"
)

// describe says in words what a g structure holds.
func (w *worker) describe(g uint64, entry int32, f fields) Goroutine {
	status := f.status()
	found := Goroutine{
		ID: f.word(layout.GGoid), State: w.stateOf(f), Leaked: status == statusLeaked, WaitNs: -1, Stack: -1,
		LockedToThread: f.word(layout.GLockedM) != 0, Creator: -1, Labels: -1, g: g, entry: entry, labels: f.word(layout.GLabels),
	}
	if status == statusWaiting || status == statusLeaked {
		found.waiting = f.word(layout.GWaiting)
	}
	if since := int64(f.word(layout.GWaitSince)); since > 0 && since <= w.now && (found.waiting != 0 || status == statusWaiting || status == statusSyscall || status == statusLeaked) {
		found.WaitNs = w.now - since
	}
	if w.layout.Has(layout.GParentGoid) {
		found.Parent = f.word(layout.GParentGoid)
	}
	made := w.madeBy(f.word(layout.GStartPC), f.word(layout.GGopc))
	found.Start, found.System = made.start, made.system
	if found.ID != 1 {
		found.Creator = made.creator
	}
	return found
}

func (t *taker) stateOf(f fields) string {
	status := f.status()
	if status == statusWaiting || status == statusLeaked {
		if number := int(f.reason()); number > 0 {
			if number < len(t.reasons) && t.reasons[number] != "" {
				return t.reasons[number]
			}
			return "unknown wait reason"
		}
	}
	return statusNames[status]
}

// origin is what a go statement tells of the goroutines that it starts.
type origin struct {
	start   string
	system  bool
	creator int32
}

type originKey struct{ start, gopc uint64 }

func (w *worker) madeBy(start, gopc uint64) origin {
	key := originKey{start, gopc}
	// Before the first one there is none.
	if key == w.lastKey && key != (originKey{}) {
		return w.lastOrigin
	}
	made, known := w.origins[key]
	if !known {
		w.lock.Lock()
		made = origin{start: w.function(start), creator: w.creator(gopc)}
		w.lock.Unlock()
		// runtime.main runs main.main; these run finalizers, coroutines and hooks of the program's own (isSystemGoroutine).
		switch made.start {
		case "runtime.main", "runtime.corostart", "runtime.handleAsyncEvent":
		default:
			made.system = strings.HasPrefix(made.start, "runtime.")
		}
		if len(w.origins) < maxPlaces {
			w.origins[key] = made
		}
	}
	w.lastKey, w.lastOrigin = key, made
	return made
}

func (t *taker) function(pc uint64) string {
	if name, known := t.names[pc]; known {
		return name
	}
	name := ""
	if fn, is := t.table.Func(pc); is {
		name = clean(t.table.Name(fn))
	}
	if len(t.names) < maxPlaces {
		t.names[pc] = name
	}
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
	if len(t.creators) < maxPlaces {
		t.creators[pc] = index
	}
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

// stackKey is a digest of the addresses of a stack, so that a hundred thousand stacks are not kept twice.
type stackKey [16]byte

// intern gives a walked stack its index; the same addresses are the same stack.
func (t *taker) intern(walked *trace) int {
	words := make([]byte, 0, 9*len(walked.pcs)+8)
	for i, pc := range walked.pcs {
		kind := byte(0)
		if walked.trapped[i] {
			kind = 1
		}
		words = binary.LittleEndian.AppendUint64(append(words, kind), pc)
	}
	digest := sha256.Sum256(binary.LittleEndian.AppendUint64(words, walked.elided))
	key := stackKey(digest[:16])
	if index, known := t.stacks[key]; known {
		return index
	}
	stack := Stack{Elided: walked.elided}
	for i, pc := range walked.pcs {
		if walked.elided > 0 && i == keptFrames {
			stack.Before = len(stack.Frames)
		}
		stack.Frames = append(stack.Frames, t.framesAt(pc, walked.trapped[i])...)
	}
	index := len(t.Stacks)
	t.Stacks = append(t.Stacks, stack)
	t.called += len(stack.Frames)
	t.stacks[key] = index
	return index
}

// callKey is an address of code: behind a call, or of the instruction that was interrupted (trapped).
type callKey struct {
	pc      uint64
	trapped bool
}

// framesAt are the frames at one address, without what the compiler wrote between a call and the function called. A return address is
// behind the call, an interrupted instruction is where it is.
func (t *taker) framesAt(pc uint64, trapped bool) []int32 {
	key := callKey{pc, trapped}
	if known, is := t.calls[key]; is {
		return known
	}
	here := t.place(pc)
	at := pc
	if !trapped && pc > here.fn.Entry {
		at = pc - 1
	}
	frames := []int32{}
	for _, line := range t.table.Lines(here.fn, at) {
		if line.Wrapper {
			continue
		}
		frame := Frame{Function: clean(line.Function), File: clean(line.File), Line: line.Line, Inlined: line.Inlined}
		if !line.Inlined {
			frame.Offset = pc - here.fn.Entry
		}
		frames = append(frames, t.frame(frame))
	}
	if len(t.calls) < maxPlaces {
		t.calls[key] = frames
	}
	return frames
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
