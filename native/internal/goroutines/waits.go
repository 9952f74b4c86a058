package goroutines

import (
	"context"
	"encoding/binary"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// Kinds of objects that goroutines wait on.
const (
	ObjectChannel   = 0
	ObjectSemaphore = 1
)

// Directions of a wait.
const (
	WaitReceive = 0
	WaitSend    = 1
	WaitAcquire = 2
	// WaitEither: a case of a select that was not found in a queue of its channel.
	WaitEither = 3
)

// Object is something in the program's memory that goroutines wait on.
type Object struct {
	Addr uint64
	Kind uint8
	// Of a channel: elements in it, room for elements, bytes of one.
	Len, Cap uint64
	ElemSize uint16
	Closed   bool
	// Timer: the runtime sends to it (time.After, Ticker).
	Timer bool
	// Flags are Flag… bits, those of Closed and Timer among them.
	Flags uint8
	// Value: elements in a channel, the counter of a WaitGroup, readers of an RWMutex, when a timer fires (milliseconds since the
	// epoch), the number of a file descriptor; -1 when it was not read.
	Value float64
	// Type of a channel's elements or of the structure; empty when not known.
	Type string
}

// Flags of an Object, as electron/core/model/wait-tables.ts has them.
const (
	FlagClosed   = 1
	FlagTimer    = 2
	FlagLocked   = 4
	FlagStarving = 8
	FlagWriter   = 16
	FlagNil      = 32
)

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

// step is one sudog to read: that of a goroutine, or the next case of its select.
type step struct {
	goroutine int
	sudog     uint64
	depth     int
}

// waiter is a sudog that was read.
type waiter struct {
	wait int
	next uint64
}

// readWaits follows the list of what each goroutine waits on. It is read after the goroutines, so an edge counts only when the
// list still names the goroutine.
func (t *taker) readWaits(ctx context.Context) error {
	l := t.layout
	var steps []step
	for i, g := range t.Goroutines {
		if g.waiting != 0 && (isChannelWait(g.State) || l.Minor >= 26) {
			steps = append(steps, step{i, g.waiting, 0})
		}
	}
	size := int(l.End(layout.SudogC, layout.SudogElem, layout.SudogWaitlink, layout.SudogIsSelect, layout.SudogNext))
	// A series hands in the objects that are known, to be read again.
	objects := make(map[uint64]int, len(t.Objects))
	for i, o := range t.Objects {
		objects[o.Addr] = i
	}
	waiters := make(map[uint64]waiter, len(steps))
	buffer := make([]byte, batchSize*size)
	for first := 0; first < len(steps) && len(t.Waits) < maxWaits; {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := steps[first:min(len(steps), first+batchSize)]
		first += len(batch)
		ranges := t.ranges[:0]
		for i, s := range batch {
			ranges = append(ranges, memory.Range{Addr: s.sudog, Into: buffer[i*size : (i+1)*size]})
		}
		if err := t.mem.Read(ranges); err != nil {
			return err
		}
		for i, s := range batch {
			field := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(buffer[i*size+int(l.Of(f)):]) }
			g := t.Goroutines[s.goroutine]
			if !ranges[i].OK || field(layout.SudogG) != g.g {
				t.Counts.WaitsLost++
				continue
			}
			wait := Wait{Goroutine: s.goroutine, Direction: WaitAcquire}
			addr := field(layout.SudogElem)
			kind := uint8(ObjectSemaphore)
			if isChannelWait(g.State) {
				addr, kind = field(layout.SudogC), ObjectChannel
				wait.Select = buffer[i*size+int(l.Of(layout.SudogIsSelect))] != 0
				wait.Direction = direction(g.State)
				// Of other waiters this links those of other goroutines.
				if next := field(layout.SudogWaitlink); wait.Select && next != 0 && s.depth < maxCases {
					steps = append(steps, step{s.goroutine, next, s.depth + 1})
				}
			}
			if addr == 0 {
				t.Counts.WaitsLost++
				continue
			}
			index, known := objects[addr]
			if !known {
				index = len(t.Objects)
				objects[addr] = index
				t.Objects = append(t.Objects, Object{Addr: addr, Kind: kind, Value: -1})
			}
			wait.Object = index
			waiters[s.sudog] = waiter{len(t.Waits), field(layout.SudogNext)}
			t.Waits = append(t.Waits, wait)
		}
		t.ranges = ranges
	}
	return t.readChannels(waiters)
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

// readChannels fills in the channels and learns from their queues which way the cases of a select go.
func (t *taker) readChannels(waiters map[uint64]waiter) error {
	l := t.layout
	size := int(l.End(layout.HchanSendq, layout.HchanRecvq, layout.HchanTimer))
	buffer := make([]byte, batchSize*size)
	for first := 0; first < len(t.Objects); first += batchSize {
		batch := t.Objects[first:min(len(t.Objects), first+batchSize)]
		ranges := t.ranges[:0]
		for i := range batch {
			into := buffer[i*size : (i+1)*size]
			if batch[i].Kind != ObjectChannel {
				into = nil
			}
			ranges = append(ranges, memory.Range{Addr: batch[i].Addr, Into: into})
		}
		if err := t.mem.Read(ranges); err != nil {
			return err
		}
		t.ranges = ranges
		for i := range batch {
			object := &batch[i]
			if object.Kind != ObjectChannel {
				continue
			}
			if !ranges[i].OK {
				t.Counts.WaitsLost++
				continue
			}
			raw := buffer[i*size : (i+1)*size]
			field := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(raw[l.Of(f):]) }
			object.Len, object.Cap = field(layout.HchanQcount), field(layout.HchanDataqsiz)
			object.ElemSize = binary.LittleEndian.Uint16(raw[l.Of(layout.HchanElemsize):])
			object.Closed = binary.LittleEndian.Uint32(raw[l.Of(layout.HchanClosed):]) != 0
			object.Timer = l.Has(layout.HchanTimer) && field(layout.HchanTimer) != 0
			object.Value, object.Flags = float64(object.Len), 0
			if object.Closed {
				object.Flags |= FlagClosed
			}
			if object.Timer {
				object.Flags |= FlagTimer
			}
			t.markQueue(waiters, field(layout.HchanRecvq), WaitReceive)
			t.markQueue(waiters, field(layout.HchanSendq), WaitSend)
		}
	}
	return nil
}

// markQueue follows a queue through waiters that are known; each is in one queue, so a ring ends at the first one seen again.
func (t *taker) markQueue(waiters map[uint64]waiter, sudog uint64, direction uint8) {
	for sudog != 0 {
		found, known := waiters[sudog]
		if !known {
			return
		}
		wait := &t.Waits[found.wait]
		if wait.Direction == WaitEither {
			wait.Direction = direction
		}
		delete(waiters, sudog)
		sudog = found.next
	}
}
