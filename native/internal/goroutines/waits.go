package goroutines

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// Kinds of objects that goroutines wait on: WAIT_KINDS of electron/core/api/wait-objects.ts by position.
const (
	ObjectChannel = iota
	// ObjectSemaphore: one of which it is not known what it belongs to.
	ObjectSemaphore
	ObjectMutex
	ObjectRWMutex
	ObjectWaitGroup
	ObjectCond
	ObjectTimer
	ObjectFD
)

// Flags of an Object: OBJECT_* of electron/core/api/wait-objects.ts.
const (
	FlagClosed   = 1
	FlagTimer    = 2
	FlagLocked   = 4
	FlagStarving = 8
	FlagWriter   = 16
	FlagNil      = 32
)

// Directions of a wait.
const (
	WaitReceive = 0
	WaitSend    = 1
	WaitAcquire = 2
	// WaitEither: a case of a select that was not found in a queue of its channel.
	WaitEither = 3
)

// unread is the Value and the Capacity of what was not or could not be read.
const unread = -1

// Object is something in the program's memory that goroutines wait on.
type Object struct {
	// Addr of the structure: of the hchan, the Mutex, the Cond …; 0 is the nil channel.
	Addr uint64
	Kind uint8
	// Flags are Flag… bits.
	Flags uint8
	// Value: elements in a channel (one of a timer: when that fires); how many wait for a Mutex, Cond; readers that hold an RWMutex;
	// the counter of a WaitGroup; what is left of a semaphore; when a timer fires, in milliseconds since the epoch; the number of a
	// file descriptor. -1 when it was not read; of a timer also when it will not fire, and infinite when it will at a time that is not known.
	Value float64
	// Capacity: room for elements in a channel; -1 for anything else.
	Capacity float64
	// ElemSize: bytes of one element of a channel.
	ElemSize uint16
	// Type of a channel's elements, as its package names it; of other kinds what they are part of (`sync.Once`). Empty when not known.
	Type string
}

// Wait is one goroutine waiting on one object. A select has one for each case.
type Wait struct {
	Goroutine int // index into Snapshot.Goroutines
	Object    int // index into Snapshot.Objects
	Direction uint8
	Select    bool
}

const (
	maxCases = 1 << 16 // of one select, as in the runtime
	maxWaits = 1 << 22
)

// way is how to find out what a goroutine waits on.
type way uint8

const (
	wayNone way = iota
	wayChannel
	wayNilChannel
	waySemaphore
	wayCond
	// wayCondList is the list that a Cond's waiters are in.
	wayCondList
	waySleep
	wayPoll
	wayCount
)

// wayOf reads it from the wait reason, which may say more behind it: `chan receive (synctest)`.
func wayOf(state string) way {
	switch {
	case strings.HasSuffix(state, "(nil chan)"):
		return wayNilChannel
	case strings.HasPrefix(state, "select (no cases)"):
		return wayNone
	case isChannelWait(state):
		return wayChannel
	case strings.HasPrefix(state, "semacquire"), strings.HasPrefix(state, "sync.Mutex"), strings.HasPrefix(state, "sync.RWMutex"),
		strings.HasPrefix(state, "sync.WaitGroup"):
		return waySemaphore
	case strings.HasPrefix(state, "sync.Cond"):
		return wayCond
	case state == "sleep":
		return waySleep
	case state == "IO wait":
		return wayPoll
	}
	return wayNone
}

func isChannelWait(state string) bool {
	return strings.HasPrefix(state, "chan receive") || strings.HasPrefix(state, "chan send") || strings.HasPrefix(state, "select")
}

func direction(state string) uint8 {
	switch {
	case strings.HasPrefix(state, "chan receive"):
		return WaitReceive
	case strings.HasPrefix(state, "chan send"):
		return WaitSend
	}
	return WaitEither
}

// step is one sudog to read: that of a goroutine, or the next case of its select.
type step struct {
	sudog            uint64
	goroutine, depth int32
}

// objectKey: a Mutex that begins an RWMutex has its address.
type objectKey struct {
	addr uint64
	kind uint8
}

// waitReader is one reading of what goroutines wait on.
type waitReader struct {
	*taker
	workers []*worker
	objects index
	// lastKey is the key that was looked up last: many wait for one.
	lastKey   objectKey
	lastIndex int
	// selects: somebody waits in one. Then waiters are those on channels; byQueue are those of channels that selects wait on, by the
	// address of their sudog, for the queues.
	selects bool
	waiters []waiter
	byQueue index
	shapes  map[shapeKey]shape
	// elements are the types of channels' elements by object, timers those of channels.
	elements map[int]uint64
	timers   map[int]uint64
}

// readWaits follows what each goroutine waits on. It is read after the goroutines, so a wait counts only when the runtime's own
// queue or descriptor still names the goroutine. Objects that are there already are read again. The workers read the runtime's notes
// beside each other; they have nothing else to do.
func (t *taker) readWaits(ctx context.Context, workers []*worker) error {
	r := &waitReader{
		taker: t, workers: workers, lastIndex: -1, shapes: map[shapeKey]shape{}, elements: map[int]uint64{}, timers: map[int]uint64{},
	}
	for i := range t.Objects {
		r.objects.set(objectKey{t.Objects[i].Addr, t.Objects[i].Kind}, i)
	}
	ways := map[string]way{}
	var by [wayCount][]int
	steps := make([]step, 0, len(t.Goroutines))
	lastState, how := "", wayNone
	for i := range t.Goroutines {
		g := &t.Goroutines[i]
		// Many wait for the same reason, whose text is one.
		if g.State != lastState {
			var known bool
			if how, known = ways[g.State]; !known {
				how = wayOf(g.State)
				ways[g.State] = how
			}
			lastState = g.State
			r.selects = r.selects || how == wayChannel && direction(g.State) == WaitEither
		}
		switch {
		case how == wayNilChannel, how == wayChannel && g.waiting == 0 && strings.HasPrefix(g.State, "select"):
			// A select whose cases are all of nil channels has none left.
			r.wait(Wait{Goroutine: i, Direction: direction(g.State), Select: how == wayChannel}, Object{Kind: ObjectChannel, Flags: FlagNil, Value: unread, Capacity: unread})
		case (how == wayChannel || how == waySemaphore || how == wayCond) && g.waiting != 0:
			steps = append(steps, step{g.waiting, int32(i), 0})
		case how != wayNone:
			by[how] = append(by[how], i)
		}
	}
	for _, read := range []func() error{
		func() error { return r.readSudogs(ctx, steps) },
		func() error { return r.seekSemaphores(ctx, by[waySemaphore]) },
		func() error { return r.seekConds(ctx, by[wayCond]) },
		func() error { return r.seekPolls(ctx, by[wayPoll]) },
		func() error { return r.readSleeps(ctx, by[waySleep]) },
		func() error { return r.readObjects(ctx) },
		func() error { return r.readElements() },
		func() error { return r.readTimers() },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	t.Counts.WaitsLost += len(by[wayChannel])
	return nil
}

// wait notes that a goroutine waits for an object, which it numbers; what is known of it is a kind with an address at least.
func (r *waitReader) wait(w Wait, o Object) int {
	key := objectKey{o.Addr, o.Kind}
	if r.lastIndex < 0 || r.lastKey != key {
		index, known := r.objects.find(key)
		if !known {
			index = len(r.Objects)
			r.objects.set(key, index)
			r.Objects = append(r.Objects, o)
		}
		r.lastKey, r.lastIndex = key, index
	}
	w.Object = r.lastIndex
	r.Waits = append(r.Waits, w)
	return len(r.Waits) - 1
}

// readSudogs reads the runtime's notes of who waits for what, those of a select one after the other.
func (r *waitReader) readSudogs(ctx context.Context, steps []step) error {
	l := r.layout
	size := int(l.End(layout.SudogG, layout.SudogC, layout.SudogElem, layout.SudogWaitlink, layout.SudogIsSelect, layout.SudogNext))
	r.Waits = slices.Grow(r.Waits, min(len(steps), maxWaits))
	if r.selects {
		r.waiters = slices.Grow(r.waiters, min(len(steps), maxWaits))
	}
	read := make([][][]byte, len(r.workers))
	for first := 0; first < len(steps) && len(r.Waits) < maxWaits; {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := steps[first:min(len(steps), first+batchSize*len(r.workers))]
		first += len(batch)
		parts := slices.Collect(slices.Chunk(batch, batchSize))
		err := beside(len(parts), func(n int) (err error) {
			w := r.workers[n]
			w.addrs = w.addrs[:0]
			for _, s := range parts[n] {
				w.addrs = append(w.addrs, s.sudog)
			}
			read[n], err = w.before.Read(w.mem, w.addrs, size)
			return err
		})
		if err != nil {
			return err
		}
		for n, part := range parts {
			for i, s := range part {
				if next, more := r.sudog(s, read[n][i]); more {
					steps = append(steps, next)
				}
			}
		}
	}
	return nil
}

// sudog notes what one of the runtime's notes says, nil when it could not be read, and answers where the next case of a select is.
func (r *waitReader) sudog(s step, raw []byte) (next step, more bool) {
	l := r.layout
	field := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(raw[l.Of(f):]) }
	g := &r.Goroutines[s.goroutine]
	if raw == nil || field(layout.SudogG) != g.g {
		r.Counts.WaitsLost++
		return step{}, false
	}
	if !isChannelWait(g.State) {
		// Of these waiters waitlink leads to other goroutines.
		r.waitForSync(int(s.goroutine), field(layout.SudogElem))
		return step{}, false
	}
	isSelect := raw[l.Of(layout.SudogIsSelect)] != 0
	if link := field(layout.SudogWaitlink); isSelect && link != 0 && s.depth < maxCases {
		next, more = step{link, s.goroutine, s.depth + 1}, true
	}
	addr := field(layout.SudogC)
	if addr == 0 {
		r.Counts.WaitsLost++
		return next, more
	}
	wait := r.wait(
		Wait{Goroutine: int(s.goroutine), Direction: direction(g.State), Select: isSelect},
		Object{Addr: addr, Kind: ObjectChannel, Value: unread, Capacity: unread},
	)
	if r.selects {
		r.waiters = append(r.waiters, waiter{sudog: s.sudog, next: field(layout.SudogNext), wait: int32(wait)})
	}
	return next, more
}

// readObjects reads the state of every object, and of channels which way the cases of a select go.
func (r *waitReader) readObjects(ctx context.Context) error {
	r.sortQueues()
	size := max(int(r.layout.End(layout.HchanSendq, layout.HchanRecvq, layout.HchanTimer, layout.HchanElemtype)), syncSize)
	buffer := make([]byte, min(len(r.Objects), batchSize)*size)
	for first := 0; first < len(r.Objects); first += batchSize {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := r.Objects[first:min(len(r.Objects), first+batchSize)]
		ranges := r.ranges[:0]
		for i, o := range batch {
			length := 0
			switch o.Kind {
			case ObjectChannel:
				length = size
			case ObjectSemaphore:
				length = 4
			case ObjectMutex:
				length = 8
			case ObjectRWMutex, ObjectCond:
				length = syncSize
			case ObjectWaitGroup:
				length = 12
			}
			if o.Addr == 0 {
				length = 0
			}
			ranges = append(ranges, memory.Range{Addr: o.Addr, Into: buffer[i*size : i*size+length]})
		}
		if err := r.mem.Read(ranges); err != nil {
			return err
		}
		r.ranges = ranges
		for i := range batch {
			raw := ranges[i].Into
			switch {
			case len(raw) == 0:
			case !ranges[i].OK:
				r.Counts.WaitsLost++
			case batch[i].Kind == ObjectChannel:
				r.channel(first+i, raw)
			default:
				batch[i].decodeSync(raw)
			}
		}
	}
	return nil
}

func (r *waitReader) channel(index int, raw []byte) {
	l, object := r.layout, &r.Objects[index]
	field := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(raw[l.Of(f):]) }
	object.Value, object.Capacity = float64(field(layout.HchanQcount)), float64(field(layout.HchanDataqsiz))
	object.ElemSize = binary.LittleEndian.Uint16(raw[l.Of(layout.HchanElemsize):])
	object.Flags = 0
	if binary.LittleEndian.Uint32(raw[l.Of(layout.HchanClosed):]) != 0 {
		object.Flags |= FlagClosed
	}
	if l.Has(layout.HchanTimer) && field(layout.HchanTimer) != 0 {
		object.Flags |= FlagTimer
		object.Value = unread
		r.timers[index] = field(layout.HchanTimer)
	}
	if l.Has(layout.HchanElemtype) && object.Type == "" {
		r.elements[index] = field(layout.HchanElemtype)
	}
	r.markQueue(field(layout.HchanRecvq), WaitReceive)
	r.markQueue(field(layout.HchanSendq), WaitSend)
}
