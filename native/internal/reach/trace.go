package reach

import "slices"

// nowhere is no object.
const nowhere = 1<<64 - 1

// rootBit marks a parent that is an origin, not an object.
const rootBit = 1 << 63

// origin is a root.
type origin struct {
	block     *block
	goroutine *goroutine
	name      string
	// via is the object whose being reached woke the goroutine; nowhere where it is live by itself.
	via uint64
}

// trace remembers from where each object was reached first. As objects are scanned in the order in which they were reached, ways through it
// are shortest but for the order of the roots. All methods do nothing on nil.
type trace struct {
	// parents of objects: an object's number, or rootBit and the index of an origin.
	parents []uint64
	origins []origin
	from    uint64
	head    int
}

func newTrace(h *heap) *trace { return &trace{parents: make([]uint64, h.objects)} }

// origin begins what a root holds.
func (t *trace) origin(o origin) {
	if t == nil {
		return
	}
	t.from = rootBit | uint64(len(t.origins))
	t.origins = append(t.origins, o)
}

// wake begins what a goroutine holds that was woken by the object that was just reached, and answers what to come back to.
func (t *trace) wake(g *goroutine, via uint64) (before uint64) {
	if t == nil {
		return 0
	}
	before = t.from
	t.origin(origin{goroutine: g, via: via})
	return before
}

func (t *trace) back(before uint64) {
	if t != nil {
		t.from = before
	}
}

// Step is one link of a way from a root to an object.
type Step struct {
	// Kind: StepGlobal and so on.
	Kind uint8
	// Addr of the object, or of the word in a variable or stack.
	Addr uint64
	// Bytes of the object.
	Bytes uint64
	// Goroutine whose stack it is.
	Goroutine uint64
	// Name of the variable, or what the root is.
	Name string
}

// Kinds of steps.
const (
	StepGlobal = 0
	StepStack  = 1
	StepOther  = 2
	StepObject = 3
	maxSteps   = 64
)

// way leads from a root to the object. It passes through goroutines that were woken on the way.
func (a *analysis) way(object uint32) []Step {
	var back []Step
	for len(back) < maxSteps {
		span := &a.c.heap.spans[a.c.heap.spanOf(object)]
		addr := span.base + uint64(object-span.first)*span.elem
		back = append(back, Step{Kind: StepObject, Addr: addr, Bytes: span.elem})
		parent := a.trace.parents[object]
		if parent&rootBit == 0 {
			object = uint32(parent)
			continue
		}
		o := a.trace.origins[parent&^rootBit]
		back = append(back, o.step(addr, span.elem))
		if o.goroutine == nil || o.via == nowhere {
			break
		}
		object = uint32(o.via)
	}
	slices.Reverse(back)
	return back
}

// step describes an origin that leads to the object at addr.
func (o *origin) step(addr, size uint64) Step {
	switch {
	case o.block != nil:
		return Step{Kind: StepGlobal, Addr: o.block.addr + wordAt(o.block.bytes, addr, size), Name: o.block.name}
	case o.goroutine != nil:
		g := o.goroutine
		return Step{Kind: StepStack, Addr: g.sp + wordAt(g.stack, addr, size), Goroutine: g.id, Name: "stack"}
	}
	return Step{Kind: StepOther, Name: o.name}
}

// wordAt is where the first word is that points into the object.
func wordAt(bytes []byte, addr, size uint64) uint64 {
	for at := uint64(0); at+8 <= uint64(len(bytes)); at += 8 {
		if word(bytes, at)-addr < size {
			return at
		}
	}
	return 0
}
