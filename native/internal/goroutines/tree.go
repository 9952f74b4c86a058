package goroutines

import "encoding/binary"

// stackTree finds stacks that were seen before: from frame to frame it follows the return addresses that led on last time, which
// takes a comparison each and neither looks up the function nor names anything. It gives what trace.walk does. For one worker.
type stackTree struct {
	*taker
	roots map[uint64]*node
	last  *node
	nodes int
	trace trace
}

// node is an address of code below the addresses that led to it.
type node struct {
	pc    uint64
	place *place
	above *node
	// stack is the number of the stack that ends here, -1 before it was asked for.
	stack int32
	// recent is where the last stack went on, next all.
	recent *node
	next   map[uint64]*node
}

const (
	// treeDepth is how deep stacks are kept in the tree; deeper ones are walked each time.
	treeDepth = 256
	// maxNodes bounds the tree; a full one begins anew.
	maxNodes = 1 << 17
)

func newStackTree(t *taker) *stackTree {
	return &stackTree{taker: t, roots: map[uint64]*node{}}
}

// find gives the stack that begins at from; window are its bytes from the stack pointer on, hi is its end.
func (t *stackTree) find(from start, window []byte, hi uint64) walked {
	t.trace.cfas, t.trace.disagrees = t.trace.cfas[:0], false
	sp, base := from.sp, from.sp
	amd64 := t.Arch == "amd64"
	at := t.last
	if at == nil || at.pc != from.pc {
		at = t.root(from.pc)
		t.last = at
	}
	for n := 0; ; n++ {
		here := at.place
		if !here.valid || (here.switches && n > 0) {
			return walked{outcome: torn}
		}
		if here.top {
			if at.stack < 0 {
				at.stack = t.number(at)
			}
			return walked{complete, at.stack, amd64 && !from.syscall && !t.agree(from.bp, hi, base, window)}
		}
		if n == treeDepth {
			return t.walkAll(from, window, hi)
		}
		cfa, next := sp+here.size, from.lr
		slot := sp
		if amd64 {
			cfa += 8
			slot = cfa - 8
		}
		if cfa < sp || cfa > hi || amd64 && cfa == sp {
			return walked{outcome: torn}
		}
		if amd64 || n > 0 || here.size > 0 || next == 0 {
			offset := slot - base
			if offset > uint64(len(window)) || uint64(len(window))-offset < 8 {
				return walked{outcome: beyond}
			}
			next = binary.LittleEndian.Uint64(window[offset:])
		}
		if !amd64 && n > 0 && here.size == 0 {
			return walked{outcome: torn} // it would call itself for ever
		}
		t.trace.cfas = append(t.trace.cfas, cfa)
		if at.recent == nil || at.recent.pc != next {
			at.recent = t.child(at, next)
		}
		at, sp = at.recent, cfa
	}
}

func (t *stackTree) agree(bp, hi, base uint64, window []byte) bool {
	return t.trace.agrees(bp, hi, func(addr uint64) (uint64, bool) {
		offset := addr - base
		if addr < base || offset > uint64(len(window)) || uint64(len(window))-offset < 8 {
			return 0, false
		}
		return binary.LittleEndian.Uint64(window[offset:]), true
	})
}

func (t *stackTree) root(pc uint64) *node {
	found := t.roots[pc]
	if found == nil {
		if t.nodes >= maxNodes {
			t.nodes, t.roots = 0, map[uint64]*node{}
		}
		found = t.node(pc, nil)
		t.roots[pc] = found
	}
	return found
}

func (t *stackTree) child(above *node, pc uint64) *node {
	found := above.next[pc]
	if found == nil {
		found = t.node(pc, above)
		if above.next == nil {
			above.next = map[uint64]*node{}
		}
		above.next[pc] = found
	}
	return found
}

func (t *stackTree) node(pc uint64, above *node) *node {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.nodes++
	return &node{pc: pc, place: t.place(pc), above: above, stack: -1}
}

// number names the stack that ends at a node.
func (t *stackTree) number(end *node) int32 {
	depth := 0
	for at := end; at != nil; at = at.above {
		depth++
	}
	path := trace{pcs: make([]uint64, depth), trapped: make([]bool, depth)}
	for at := end; at != nil; at = at.above {
		depth--
		path.pcs[depth] = at.pc
		path.trapped[depth] = at.above != nil && at.above.place.injected
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	return int32(t.intern(&path))
}

// walkAll walks a stack that is too deep for the tree.
func (t *stackTree) walkAll(from start, window []byte, hi uint64) walked {
	t.lock.Lock()
	defer t.lock.Unlock()
	found := walked{outcome: t.walk(&t.trace, from, window, hi)}
	if found.outcome == complete {
		found.stack, found.disagrees = int32(t.intern(&t.trace)), t.trace.disagrees
	}
	return found
}
