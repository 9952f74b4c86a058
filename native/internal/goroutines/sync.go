package goroutines

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"parkscope/native/internal/layout"
)

// Where fields are in the structures of package sync, on 64-bit systems, the same from Go 1.18 to 1.27: Mutex{state, sema},
// RWMutex{w Mutex, writerSem, readerSem, readerCount, readerWait}, WaitGroup{state uint64, sema}, Cond{L Locker, notify}, and
// runtime.notifyList{wait, notify uint32, lock, head, tail}. They are in no debug information of programs that do not name them.
const (
	mutexSema      = 4
	rwWriterSem    = 8
	rwReaderSem    = 12
	rwReaderCount  = 16
	rwReaderWait   = 20
	waitGroupSema  = 8
	condNotify     = 16
	notifyHead     = 16
	notifyTail     = 24
	notifySize     = 32
	syncSize       = 24
	mutexLocked    = 1
	mutexStarving  = 4
	mutexWaiters   = 3 // shift
	rwMaxReaders   = 1 << 30
	waitersOfGroup = 0x7fffffff // above is the flag of synctest (1.25)
)

// shape is what a semaphore belongs to, as its waiter's stack tells.
type shape struct {
	kind uint8
	// back is how far the semaphore is behind the structure's beginning.
	back uint64
	name string
}

type shapeKey struct {
	stack int
	state string
}

// waitForSync notes a wait for a semaphore or a notifyList by its address.
func (r *waitReader) waitForSync(goroutine int, addr uint64) {
	g := r.Goroutines[goroutine]
	of := shape{kind: ObjectCond, back: condNotify}
	if wayOf(g.State) != wayCond {
		of = r.shapeOf(g)
	}
	if addr <= of.back {
		r.Counts.WaitsLost++
		return
	}
	r.wait(Wait{Goroutine: goroutine, Direction: WaitAcquire}, Object{Addr: addr - of.back, Kind: of.kind, Type: of.name, Value: unread, Capacity: unread})
}

// shapeOf tells what a goroutine's semaphore belongs to: by its wait reason (Go 1.20 and newer) and by the functions above the
// runtime's, which before that alone tell.
func (r *waitReader) shapeOf(g Goroutine) shape {
	key := shapeKey{g.Stack, g.State}
	found, known := r.shapes[key]
	if known {
		return found
	}
	found = shapeOfReason(g.State)
	if g.Stack >= 0 {
		var names []string
		for _, index := range r.Stacks[g.Stack].Frames {
			name := r.Frames[index].Function
			if len(names) == 0 && strings.HasPrefix(name, "runtime.") {
				continue
			}
			if names = append(names, name); len(names) == 12 {
				break
			}
		}
		found = shapeOfFrames(found, names)
	}
	r.shapes[key] = found
	return found
}

func shapeOfReason(state string) shape {
	switch {
	case strings.HasPrefix(state, "sync.Mutex"):
		return shape{kind: ObjectMutex, back: mutexSema}
	case strings.HasPrefix(state, "sync.RWMutex.RLock"):
		return shape{kind: ObjectRWMutex, back: rwReaderSem}
	case strings.HasPrefix(state, "sync.RWMutex.Lock"):
		return shape{kind: ObjectRWMutex, back: rwWriterSem}
	case strings.HasPrefix(state, "sync.WaitGroup"):
		return shape{kind: ObjectWaitGroup, back: waitGroupSema}
	}
	return shape{kind: ObjectSemaphore}
}

// shapeOfFrames refines what the reason told by the frames from the first one that is not of the runtime, inlined ones among them.
func shapeOfFrames(of shape, names []string) shape {
	inMutex := of.kind == ObjectMutex
	for _, name := range names {
		switch name {
		case "sync.runtime_Semacquire", "sync.runtime_SemacquireMutex", "sync.runtime_SemacquireRWMutex", "sync.runtime_SemacquireRWMutexR",
			"sync.runtime_SemacquireWaitGroup", "internal/sync.runtime_SemacquireMutex":
		case "internal/poll.runtime_Semacquire":
			return shape{kind: ObjectSemaphore, name: "internal/poll.fdMutex"}
		case "sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock", "internal/sync.(*Mutex).lockSlow", "internal/sync.(*Mutex).Lock":
			inMutex = true
			of = shape{kind: ObjectMutex, back: mutexSema}
		case "sync.(*RWMutex).rUnlockSlow", "sync.(*RWMutex).RLock":
			return shape{kind: ObjectRWMutex, back: rwReaderSem}
		case "sync.(*RWMutex).Lock":
			// A writer behind another one waits for the Mutex that the structure begins with.
			if inMutex {
				return shape{kind: ObjectRWMutex, back: mutexSema}
			}
			return shape{kind: ObjectRWMutex, back: rwWriterSem}
		case "sync.(*Once).doSlow", "sync.(*Once).Do":
			if inMutex {
				of.name = "sync.Once"
			}
			return of
		case "sync.(*WaitGroup).Wait":
			return shape{kind: ObjectWaitGroup, back: waitGroupSema}
		default:
			return of
		}
	}
	return of
}

// decodeSync reads the state of a structure of package sync, or a semaphore's.
func (o *Object) decodeSync(raw []byte) {
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(raw[at:]) }
	flag := func(is bool, bit uint8) {
		if is {
			o.Flags |= bit
		}
	}
	o.Flags = 0
	switch o.Kind {
	case ObjectSemaphore:
		o.Value = float64(word(0))
	case ObjectMutex:
		state := word(0)
		flag(state&mutexLocked != 0, FlagLocked)
		flag(state&mutexStarving != 0, FlagStarving)
		o.Value = float64(state >> mutexWaiters)
	case ObjectRWMutex:
		// A writer takes rwMaxReaders off the count while it waits and holds; readerWait are those it still waits for.
		readers, leaving := int32(word(rwReaderCount)), int32(word(rwReaderWait))
		writer := readers < 0
		if writer {
			readers = max(leaving, 0)
		}
		o.Value = float64(readers)
		flag(writer, FlagWriter)
		flag(writer || readers > 0, FlagLocked)
		flag(word(0)&mutexStarving != 0, FlagStarving)
	case ObjectWaitGroup:
		o.Value = float64(int32(word(4)))
	case ObjectCond:
		o.Value = float64(word(condNotify) - word(condNotify+4))
	}
}

// seekSemaphores finds the semaphores of goroutines whose g structure does not lead to them (before Go 1.26): the runtime's note of
// who waits for what (sudog) is in a variable of semacquire1, and names both.
func (r *waitReader) seekSemaphores(ctx context.Context, goroutines []int) error {
	l := r.layout
	lost, err := r.seek(ctx, waySemaphore, goroutines, int(l.End(layout.SudogG, layout.SudogElem)), func(goroutine int, _ uint64, raw []byte) bool {
		elem := binary.LittleEndian.Uint64(raw[l.Of(layout.SudogElem):])
		// What is not queued has no element; a semaphore is a uint32.
		if binary.LittleEndian.Uint64(raw[l.Of(layout.SudogG):]) != r.Goroutines[goroutine].g || elem == 0 || elem%4 != 0 {
			return false
		}
		r.waitForSync(goroutine, elem)
		return true
	})
	r.Counts.WaitsLost += lost
	return err
}

// seekConds finds the Conds of goroutines before Go 1.26: first each goroutine's sudog, then lists that begin with one of them. What
// a list links waits for it.
func (r *waitReader) seekConds(ctx context.Context, goroutines []int) error {
	if len(goroutines) == 0 {
		return nil
	}
	l := r.layout
	type link struct {
		goroutine int
		next      uint64
	}
	links := map[uint64]link{}
	sudogs := map[uint64]bool{}
	var found []int
	lost, err := r.seek(ctx, wayCond, goroutines, int(l.End(layout.SudogG, layout.SudogNext, layout.SudogElem)), func(goroutine int, addr uint64, raw []byte) bool {
		if binary.LittleEndian.Uint64(raw[l.Of(layout.SudogG):]) != r.Goroutines[goroutine].g || binary.LittleEndian.Uint64(raw[l.Of(layout.SudogElem):]) != 0 {
			return false
		}
		links[addr] = link{goroutine, binary.LittleEndian.Uint64(raw[l.Of(layout.SudogNext):])}
		sudogs[addr] = true
		found = append(found, goroutine)
		return true
	})
	if err != nil {
		return err
	}
	done := map[int]bool{}
	checked := func(goroutine int, list uint64, raw []byte) bool {
		if done[goroutine] {
			return true
		}
		sudog := binary.LittleEndian.Uint64(raw[notifyHead:])
		// What points into the list has one end of it only.
		if !sudogs[binary.LittleEndian.Uint64(raw[notifyTail:])] {
			return false
		}
		for {
			at, known := links[sudog]
			if !known {
				break
			}
			delete(links, sudog)
			done[at.goroutine] = true
			r.waitForSync(at.goroutine, list)
			sudog = at.next
		}
		return done[goroutine]
	}
	// In small parts: one goroutine's list takes all others that wait for the same off the rest.
	const part = 64
	for rest := slices.Clone(found); len(rest) > 0; {
		batch := rest[:min(part, len(rest))]
		if _, err := r.seek(ctx, wayCondList, batch, notifySize, checked); err != nil {
			return err
		}
		rest = slices.DeleteFunc(rest[len(batch):], func(goroutine int) bool { return done[goroutine] })
	}
	r.Counts.WaitsLost += lost + len(found) - len(done)
	return nil
}
