package reach

import (
	"encoding/binary"
	"slices"
)

// Kinds of objects that goroutines wait for.
const (
	ObjectChannel   = 0
	ObjectSemaphore = 1
	// ObjectList is a Cond's.
	ObjectList = 2
)

// Object is what could wake a goroutine.
type Object struct {
	Addr uint64
	Kind uint8
}

// Group is goroutines that can never wake and share what they wait for.
type Group struct {
	// Goroutines by id, rising.
	Goroutines []uint64
	// Reasons are the distinct ones.
	Reasons []string
	Objects []Object
	// What nothing that runs can reach: objects and their bytes, each counted for one group, and the bytes of the goroutines' stacks.
	RetainedObjects, RetainedBytes, StackBytes uint64
}

// holding is a goroutine that can never wake, and what it keeps.
type holding struct {
	goroutine uint64
	reason    string
	waits     []Object
	// Of what several keep each counts what those before it do not.
	objects, bytes, stack uint64
}

// owners joins goroutines that wait for the same.
type owners struct{ parent []int32 }

func (o *owners) find(i int32) int32 {
	for o.parent[i] != i {
		o.parent[i] = o.parent[o.parent[i]]
		i = o.parent[i]
	}
	return i
}

func (o *owners) join(a, b int32) {
	if x, y := o.find(a), o.find(b); x < y {
		o.parent[y] = x
	} else {
		o.parent[x] = y
	}
}

// leaked gives the suspects that stayed asleep. The first goroutine may rest for ever: that is how many programs wait for a signal.
func (a *analysis) leaked() []int32 {
	var list []int32
	for i := range a.suspects {
		if s := &a.suspects[i]; !s.live && !(s.goroutine.id == 1 && s.kind == waitNever) {
			list = append(list, int32(i))
		}
	}
	return list
}

// holdings says what leaked goroutines keep.
func (a *analysis) holdings(leaked []int32) ([]holding, error) {
	counted := map[*span][]uint64{}
	all := make([]holding, 0, len(leaked))
	for _, index := range leaked {
		s := &a.suspects[index]
		one := holding{goroutine: s.goroutine.id, reason: a.p.reasons.texts[s.goroutine.reason], stack: s.goroutine.hi - s.goroutine.lo}
		for _, addr := range s.waits {
			one.waits = append(one.waits, Object{addr, s.objectKind()})
		}
		if err := a.retain(counted, s, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// groups joins those that wait for the same.
func groups(all []holding) []Group {
	o := &owners{parent: make([]int32, len(all))}
	first := map[uint64]int32{}
	for i := range all {
		o.parent[i] = int32(i)
		for _, object := range all[i].waits {
			if before, known := first[object.Addr]; known {
				o.join(before, int32(i))
			} else {
				first[object.Addr] = int32(i)
			}
		}
	}
	byRoot := map[int32]*Group{}
	var order []int32
	for i := range all {
		one := &all[i]
		root := o.find(int32(i))
		g := byRoot[root]
		if g == nil {
			g = &Group{}
			byRoot[root] = g
			order = append(order, root)
		}
		g.Goroutines = append(g.Goroutines, one.goroutine)
		if !slices.Contains(g.Reasons, one.reason) {
			g.Reasons = append(g.Reasons, one.reason)
		}
		g.Objects = append(g.Objects, one.waits...)
		g.RetainedObjects += one.objects
		g.RetainedBytes += one.bytes
		g.StackBytes += one.stack
	}
	list := make([]Group, 0, len(order))
	for _, root := range order {
		g := byRoot[root]
		slices.Sort(g.Goroutines)
		slices.Sort(g.Reasons)
		slices.SortFunc(g.Objects, compareObjects)
		g.Objects = slices.Compact(g.Objects)
		list = append(list, *g)
	}
	slices.SortFunc(list, compareGroups)
	return list
}

func compareObjects(a, b Object) int {
	switch {
	case a.Addr < b.Addr:
		return -1
	case a.Addr > b.Addr:
		return 1
	}
	return 0
}

// compareGroups: the largest first, then by the first goroutine.
func compareGroups(a, b Group) int {
	switch {
	case len(a.Goroutines) != len(b.Goroutines):
		return len(b.Goroutines) - len(a.Goroutines)
	case a.Goroutines[0] < b.Goroutines[0]:
		return -1
	}
	return 1
}

func (s *suspect) objectKind() uint8 {
	switch s.kind {
	case waitSemaphore:
		return ObjectSemaphore
	case waitCond:
		return ObjectList
	default:
		return ObjectChannel
	}
}

// retain counts what only leaked goroutines reach, once for all of them: for who comes to it first.
func (a *analysis) retain(counted map[*span][]uint64, s *suspect, into *holding) error {
	h := a.c.heap
	type found struct {
		span *span
		n    uint32
	}
	var work []found
	visitObject := func(span *span, n uint32, own bool) {
		object := span.first + n
		if a.marked.has(object) && !own || !own && a.blocked.has(object) {
			return // reachable for others, or the g or sudog of another
		}
		list := counted[span]
		if list == nil {
			list = make([]uint64, span.count>>6+1)
			counted[span] = list
		}
		if list[n>>6]&(1<<(n&63)) != 0 {
			return
		}
		list[n>>6] |= 1 << (n & 63)
		into.objects++
		into.bytes += span.elem
		if !span.noscan {
			work = append(work, found{span, n})
		}
	}
	visit := func(addr uint64, own bool) {
		if span, n, ok := h.lookup(addr); ok {
			visitObject(span, n, own)
		}
	}
	scan := func(bytes []byte) {
		for at := uint64(0); at+8 <= uint64(len(bytes)); at += 8 {
			visit(word(bytes, at), false)
		}
	}
	visit(s.goroutine.addr, true)
	for _, sudog := range s.sudogs {
		visit(sudog, true)
	}
	for _, addr := range s.waits {
		visit(addr, false)
	}
	scan(s.goroutine.stack)
	for steps := 0; len(work) > 0; steps++ {
		last := len(work) - 1
		next := work[last]
		work = work[:last]
		scan(next.span.object(next.n))
		for links := next.span.objectLinks(next.n); len(links) >= linkBytes; links = links[linkBytes:] {
			if link := binary.LittleEndian.Uint32(links); link != 0 {
				span := &h.spans[h.spanOf(link-1)]
				visitObject(span, link-1-span.first, false)
			}
		}
		if steps%(1<<16) == 0 {
			if err := a.ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}
