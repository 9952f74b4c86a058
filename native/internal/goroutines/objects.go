package goroutines

// objects are those that goroutines wait on, from moment to moment.
type objects struct {
	next     uint32
	known    map[objectKey]*knownObject
	byNumber map[uint32]*knownObject
	// several are the objects of slots that wait on more than one.
	several map[heldObject][]uint32
	free    []heldObject
}

// heldObject is what the goroutine of a slot waits on: 0 nothing, above it the object whose number is one less, below it a list of several.
type heldObject int32

type knownObject struct {
	number  uint32
	waiters int
	state   Object
}

const (
	// maxRefresh objects are read again in a moment; where there are more, each comes up after some moments.
	maxRefresh = 20_000
)

func newObjects() *objects {
	return &objects{known: map[objectKey]*knownObject{}, byNumber: map[uint32]*knownObject{}, several: map[heldObject][]uint32{}}
}

// again are the objects to be read in this moment, whoever waits on them.
func (o *objects) again() []Object {
	list := make([]Object, 0, min(len(o.known), maxRefresh))
	for _, known := range o.known {
		if len(list) == maxRefresh {
			break // maps begin anywhere, so it is others in the next moment
		}
		list = append(list, known.state)
	}
	return list
}

// update compares the objects of this moment with what is known, and notes who waits on them. It answers those that are new or
// changed; the waits then have numbers.
func (o *objects) update(slots []slot, t *taker, moment *Moment) []Object {
	numbers := make([]uint32, len(t.Objects))
	var changed []Object
	for i, now := range t.Objects {
		key := objectKey{now.Addr, now.Kind}
		last := o.known[key]
		if last == nil {
			last = &knownObject{number: o.next}
			o.next++
			o.known[key], o.byNumber[last.number] = last, last
		} else if last.state == now {
			numbers[i] = last.number
			continue
		}
		last.state = now
		numbers[i] = last.number
		changed = append(changed, now)
		moment.Numbers = append(moment.Numbers, last.number)
	}
	for i := range slots {
		if slots[i].id == 0 {
			o.release(&slots[i])
		}
	}
	for i := range t.Goroutines {
		o.release(&slots[t.Goroutines[i].entry])
	}
	for i := range t.Waits {
		w := &t.Waits[i]
		number := numbers[w.Object]
		w.Object = int(number)
		o.hold(&slots[t.Goroutines[w.Goroutine].entry], number)
	}
	for key, known := range o.known {
		if known.waiters == 0 {
			delete(o.known, key)
			delete(o.byNumber, known.number)
		}
	}
	return changed
}

func (o *objects) hold(s *slot, number uint32) {
	o.byNumber[number].waiters++
	switch {
	case s.object == 0:
		s.object = heldObject(number) + 1
	case s.object > 0:
		list := -1 - heldObject(len(o.several)+len(o.free))
		if last := len(o.free) - 1; last >= 0 {
			list, o.free = o.free[last], o.free[:last]
		}
		o.several[list] = []uint32{uint32(s.object - 1), number}
		s.object = list
	default:
		o.several[s.object] = append(o.several[s.object], number)
	}
}

func (o *objects) release(s *slot) {
	switch {
	case s.object == 0:
		return
	case s.object > 0:
		o.byNumber[uint32(s.object-1)].waiters--
	default:
		for _, number := range o.several[s.object] {
			o.byNumber[number].waiters--
		}
		delete(o.several, s.object)
		o.free = append(o.free, s.object)
	}
	s.object = 0
}

// of are the objects that a slot waits on.
func (o *objects) of(s *slot) []uint32 {
	switch {
	case s.object == 0:
		return nil
	case s.object > 0:
		return []uint32{uint32(s.object - 1)}
	}
	return o.several[s.object]
}
