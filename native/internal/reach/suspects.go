package reach

import (
	"cmp"
	"slices"
	"sort"

	"parkscope/native/internal/layout"
)

// suspect is a goroutine that stays asleep until somebody reaches one of the objects it waits for.
type suspect struct {
	goroutine *goroutine
	kind      waitKind
	// waits are the addresses that could wake it: channels, or the address of a semaphore or list; none for waits that never end.
	waits []uint64
	// sudogs are its entries in queues.
	sudogs []uint64
	live   bool
}

// watch: marking the object wakes the suspect.
type watch struct {
	object  uint32
	suspect int32
}

const (
	maxCases = 1 << 16
	// maxWaits of all goroutines together, and as many steps along lists: what damaged lists may cost.
	maxWaits = 1 << 23
)

// findSuspects takes the goroutines whose wait is understood whole. All others are roots.
func (a *analysis) findSuspects() {
	a.suspectAt = make([]int32, len(a.c.goroutines))
	count := 0
	for i := range a.c.goroutines {
		a.suspectAt[i] = none
		if a.mayBeSuspect(&a.c.goroutines[i]) {
			count++
		}
	}
	a.suspects = make([]suspect, 0, count)
	var sync []int32
	for i := range a.c.goroutines {
		g := &a.c.goroutines[i]
		if !a.mayBeSuspect(g) {
			continue
		}
		kind := a.p.reasons.kind(g.reason)
		s := suspect{goroutine: g, kind: kind}
		switch kind {
		case waitChannel, waitSelect:
			if !a.channelWaits(&s) {
				a.unclear++
				continue
			}
		case waitSemaphore, waitCond:
			if a.p.l.Minor > withSemacquire {
				if !a.syncWait(&s) {
					a.unclear++
					continue
				}
			} else {
				sync = append(sync, int32(len(a.suspects)))
			}
		case waitNever:
			if g.waiting != 0 {
				a.unclear++
				continue
			}
		case waitOther, waitSystem:
		}
		a.suspectAt[i] = int32(len(a.suspects))
		a.suspects = append(a.suspects, s)
	}
	if len(sync) > 0 {
		a.searchSudogs(sync)
	}
	a.checkLists()
}

// mayBeSuspect: it waits for what only others can bring about, and has no thread, as all that are parked.
func (a *analysis) mayBeSuspect(g *goroutine) bool {
	kind := a.p.reasons.kind(g.reason)
	return g.waits() && !g.changed && g.m == 0 && kind != waitOther && kind != waitSystem
}

// none is no suspect.
const none = -1

// suspectOf is the suspect that a goroutine is, by the address of its structure: the list is in the order of addresses.
func (a *analysis) suspectOf(addr uint64) int32 {
	all := a.c.goroutines
	i := sort.Search(len(all), func(i int) bool { return all[i].addr >= addr })
	if i == len(all) || all[i].addr != addr {
		return none
	}
	return a.suspectAt[i]
}

// channelWaits follows the list of a goroutine's sudogs, one for each case. Each must be its own and be in a queue of its channel: one that
// was just taken out means that somebody is about to wake it.
func (a *analysis) channelWaits(s *suspect) bool {
	l := a.p.l
	size := l.End(layout.SudogG, layout.SudogC, layout.SudogElem, layout.SudogWaitlink, layout.SudogPrev, layout.SudogNext)
	for sudog := s.goroutine.waiting; sudog != 0; {
		raw := a.c.heap.at(sudog, size)
		if raw == nil || word(raw, l.Of(layout.SudogG)) != s.goroutine.addr || len(s.sudogs) == maxCases || a.waited == maxWaits {
			return false
		}
		channel := word(raw, l.Of(layout.SudogC))
		if channel == 0 || !a.queued(sudog, word(raw, l.Of(layout.SudogPrev)), channel) {
			return false
		}
		a.waited++
		s.waits = append(s.waits, channel)
		s.sudogs = append(s.sudogs, sudog)
		sudog = 0
		if s.kind == waitSelect {
			sudog = word(raw, l.Of(layout.SudogWaitlink))
		}
	}
	return len(s.waits) > 0
}

// queued: the sudog is the first of a queue of the channel, or the one before it leads to it.
func (a *analysis) queued(sudog, previous, channel uint64) bool {
	l := a.p.l
	if previous != 0 {
		raw := a.c.heap.at(previous, l.End(layout.SudogNext))
		return raw != nil && word(raw, l.Of(layout.SudogNext)) == sudog
	}
	raw := a.c.channel(channel, l.End(layout.HchanRecvq, layout.HchanSendq))
	if raw == nil {
		_, _, inHeap := a.c.heap.lookup(channel)
		return !inHeap // then it is live anyway
	}
	return word(raw, l.Of(layout.HchanRecvq)) == sudog || word(raw, l.Of(layout.HchanSendq)) == sudog
}

// syncWait: from Go 1.26 on a goroutine says itself which semaphore or list it waits on.
func (a *analysis) syncWait(s *suspect) bool {
	l := a.p.l
	raw := a.c.heap.at(s.goroutine.waiting, l.End(layout.SudogG, layout.SudogElem))
	if raw == nil || word(raw, l.Of(layout.SudogG)) != s.goroutine.addr {
		return false
	}
	s.sudogs = []uint64{s.goroutine.waiting}
	addr := word(raw, l.Of(layout.SudogElem))
	s.waits = []uint64{addr}
	return addr != 0
}

// searchSudogs finds, before Go 1.26, the sudogs of goroutines that wait on semaphores and Conds: among all objects of their size, those that
// name the goroutine. A semaphore's has the address of the semaphore; a Cond's has none.
// A goroutine whose sudog is not found stays a root.
func (a *analysis) searchSudogs(list []int32) {
	l := a.p.l
	wanted := map[uint64]int32{}
	for _, i := range list {
		wanted[a.suspects[i].goroutine.addr] = i
	}
	h := a.c.heap
	for i := range h.spans {
		span := &h.spans[i]
		if span.data == nil || !a.p.sudogSized(span) {
			continue
		}
		for n := range span.count {
			raw := span.object(n)
			at, is := wanted[word(raw, l.Of(layout.SudogG))]
			if !is || word(raw, l.Of(layout.SudogC)) != 0 {
				continue
			}
			s := &a.suspects[at]
			addr, sudog := word(raw, l.Of(layout.SudogElem)), span.base+uint64(n)*span.elem
			switch {
			case s.kind == waitSemaphore && addr != 0:
				s.waits = append(s.waits, addr)
				s.sudogs = append(s.sudogs, sudog)
			case s.kind == waitCond && addr == 0:
				s.sudogs = append(s.sudogs, sudog)
			}
		}
	}
	for _, i := range list {
		s := &a.suspects[i]
		// The goroutine's own frames hold the sudog that it will give back: without it, another is used.
		if len(s.sudogs) == 0 || !holdsAny(s.goroutine.stack, s.sudogs) || s.kind == waitCond && !a.findList(s) {
			s.live = true
			a.unclear++
		}
	}
}

// findList finds the list of a Cond that a goroutine is in, before Go 1.26, from its own frames: Cond.Wait holds the Cond, which has the list
// behind a Locker. Goroutines in no list were taken out to be woken, or the copy is of two moments.
func (a *analysis) findList(s *suspect) bool {
	const inCond = 16
	stack := s.goroutine.stack
	for at := uint64(0); at+8 <= uint64(len(stack)); at += 8 {
		held := word(stack, at)
		if _, ok := a.c.heap.indexOf(held); !ok || held%8 != 0 {
			continue
		}
		for _, addr := range []uint64{held + inCond, held} {
			list := a.listOf(addr)
			for _, sudog := range s.sudogs {
				if list[sudog] {
					s.waits, s.sudogs = []uint64{addr}, []uint64{sudog}
					return true
				}
			}
		}
	}
	return false
}

// listOf gives the sudogs in a notifyList (wait and notify of 4 bytes, lock of 8, head); none where there is no list.
func (a *analysis) listOf(addr uint64) map[uint64]bool {
	const head = 16
	l := a.p.l
	if list, known := a.lists[addr]; known {
		return list
	}
	list := map[uint64]bool{}
	if raw := a.c.heap.at(addr, head+16); raw != nil {
		for next := word(raw, head); next != 0 && !list[next] && a.waited < maxWaits; a.waited++ {
			raw := a.c.heap.at(next, l.End(layout.SudogNext))
			if raw == nil {
				break
			}
			list[next] = true
			next = word(raw, l.Of(layout.SudogNext))
		}
	}
	if a.lists == nil {
		a.lists = map[uint64]map[uint64]bool{}
	}
	a.lists[addr] = list
	return list
}

func holdsAny(stack []byte, addrs []uint64) bool {
	for at := uint64(0); at+8 <= uint64(len(stack)); at += 8 {
		if slices.Contains(addrs, word(stack, at)) {
			return true
		}
	}
	return false
}

// checkLists wants, from Go 1.26 on, that who waits on a Cond is in its list: who is not was just taken out to be woken.
func (a *analysis) checkLists() {
	if a.p.l.Minor <= withSemacquire {
		return
	}
	for i := range a.suspects {
		s := &a.suspects[i]
		if s.kind != waitCond {
			continue
		}
		if _, _, inHeap := a.c.heap.lookup(s.waits[0]); inHeap && !a.listOf(s.waits[0])[s.sudogs[0]] {
			s.live = true
			a.unclear++
		}
	}
}

// arm finds the objects of the waits. One that waits for something outside the heap is live: everybody reaches variables.
func (a *analysis) arm() {
	h := a.c.heap
	hold := func(addr uint64) (uint32, bool) {
		index, ok := h.indexOf(addr)
		if !ok {
			return 0, false
		}
		s := &h.spots[index]
		n, ok := s.number(addr)
		if !ok {
			return 0, false
		}
		s.held = true
		a.held.set(s.first + n)
		return s.first + n, true
	}
	for i := range a.suspects {
		s := &a.suspects[i]
		watched := len(a.watches)
		for _, addr := range s.waits {
			object, ok := hold(addr)
			if !ok || a.c.inside != nil && !a.c.inside.has(object) {
				s.live = true
			}
			a.watches = append(a.watches, watch{object, int32(i)})
		}
		if object, ok := hold(s.goroutine.addr); ok {
			a.blocked.set(object)
		} else {
			s.live = true
		}
		for _, sudog := range s.sudogs {
			if object, ok := hold(sudog); ok {
				a.blocked.set(object)
			}
		}
		if s.live {
			a.watches = a.watches[:watched]
		}
	}
	slices.SortFunc(a.watches, func(x, y watch) int { return cmp.Compare(x.object, y.object) })
}
