package reach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
	"parkscope/native/internal/target/stop"
	"parkscope/native/internal/wire"
)

// DefaultLimit is how much is copied of a process at most.
const DefaultLimit = 4 << 30

func tooLarge(bytes, limit uint64) error {
	return &wire.Error{
		Code:    wire.CodeTooLarge,
		Message: fmt.Sprintf("what its goroutines can reach is not told: %d MB would have to be copied, %d are allowed", bytes>>20, limit>>20),
	}
}

// capture is a copy of everything that decides what can be reached.
type capture struct {
	heap *heap
	// goroutines by address; later are those of the second reading, in a program that runs.
	goroutines, later []goroutine
	// others are those of the goroutines that do not stay as they were before a stop, by their places; all where nothing was read before.
	others []int32
	// blocks of memory that are scanned whole: variables, queues, system stacks.
	blocks []block
	// kept are addresses of objects that the runtime itself keeps, words what it may hand out.
	kept, words []uint64
	// channels that lie in spans without pointers, by address, and what was read of each.
	channels   []uint64
	channelRaw []byte
	// special records that are the first of their spans.
	specials []record
	// processors of the scheduler, by address.
	processors []uint64
	// systemGs are the goroutines of threads that have their system stacks, by address.
	systemGs []uint64
	// pass of a look, from 1 on.
	pass int
	// bounded: clearBounds was here.
	bounded bool
	// inside is set where the heap was read only as far as a fence reaches: objects that are not inside are live.
	inside bits
	// copied bytes, of at most limit.
	copied, limit uint64
	// took as a whole; first without what is read a second time of a program that runs.
	took, first time.Duration
}

// block is memory outside the heap that is taken as roots; name says what it is, with an address where it is of variables.
type block struct {
	addr  uint64
	bytes []byte
	name  string
}

// globalBlock is the name of blocks of variables.
const globalBlock = "global"

// add takes what was read as roots.
func (c *capture) add(b block) error {
	c.blocks = append(c.blocks, b)
	if c.copied += uint64(len(b.bytes)); c.copied > c.limit {
		return tooLarge(c.copied, c.limit)
	}
	return nil
}

// threads tells of a stopped program where each thread is, by its number; nil while it runs.
type threads map[int]stop.Registers

// request says what is to be copied.
type request struct {
	// stopped: nothing moves, so everything is read once.
	stopped threads
	// plan limits what is copied of the heap, and parked what of the stacks.
	plan   *plan
	parked []goroutine
	limit  uint64
	// pass of a look, from 1 on.
	pass int
	// parts is told the name of each part that is done; nil where nobody asks.
	parts func(name string)
}

// done tells that a part is.
func (r *request) done(part string) {
	if r.parts != nil {
		r.parts(part)
	}
}

// step is a part of a capture.
type step struct {
	name string
	do   func() error
}

// capture copies.
func (p *Program) capture(ctx context.Context, how request) (*capture, error) {
	began := time.Now()
	stopped, limit, exact := how.stopped, how.limit, how.stopped != nil
	c := &capture{limit: limit, pass: how.pass}
	heap := step{"heap", func() error { return p.readHeap(ctx, c, exact, limit) }}
	if how.plan != nil {
		c.heap = how.plan.heap
		heap.name = "search"
		heap.do = func() error { return p.readPlanned(ctx, c, &how) }
	}
	stacks := step{"stacks", func() error { return p.readStacksOf(ctx, c, &how) }}
	variables := step{"variables", func() error { return p.readVariables(c, &p.buffers.globals) }}
	// Goroutines before the heap: what changes meanwhile is found when they are read again. Nothing changes in a stop.
	order := []step{stacks, variables, heap}
	if how.plan != nil {
		order = []step{heap, stacks, variables}
	}
	steps := append([]step{{"processors", func() error { return p.readProcessors(c) }}}, order...)
	steps = append(steps,
		step{"channels", func() error { return p.readChannels(ctx, c, &how) }},
		step{"queues", func() error { return errors.Join(p.readQueues(c), p.readFollowed(c)) }},
		step{"specials", func() error { return p.readSpecials(c) }},
		step{"threads", func() error { return errors.Join(p.readThreads(c, stopped), p.readExtended(c)) }},
	)
	if !exact {
		steps = append(steps, step{"again", func() error { c.first = time.Since(began); return p.readAgain(ctx, c, limit) }})
	}
	for _, one := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := one.do(); err != nil {
			return nil, err
		}
		how.done(one.name)
	}
	c.took = time.Since(began)
	return c, nil
}

// readStacksOf reads goroutines and their stacks.
func (p *Program) readStacksOf(ctx context.Context, c *capture, how *request) error {
	var err error
	if c.goroutines, c.others, err = p.readGoroutines(ctx, c.heap, how.parked, &p.buffers.goroutines); err != nil {
		return err
	}
	how.done("goroutines")
	row, room := c.others, &p.buffers.stopRoom
	if how.stopped != nil {
		if err := p.place(c.goroutines, row, how.stopped); err != nil {
			return err
		}
	}
	if how.parked == nil {
		row, room = p.byStack(c.goroutines, func(*goroutine) bool { return true }), &p.buffers.stackRoom
	} else {
		sortByStack(c.goroutines, row)
	}
	bytes, err := p.readStacks(ctx, c.goroutines, row, room.Take, c.limit)
	c.copied += bytes
	return err
}

// readVariables reads the global variables that may hold pointers, and blanks in the copy the words that the runtime's own masks say hold none:
// addresses that are numbers to it.
func (p *Program) readVariables(c *capture, buffer *[]byte) error {
	total := uint64(0)
	for _, segment := range p.found.Module.Pointers {
		total += segment.Size &^ 7
	}
	const maxVariables = 1 << 30
	if total > maxVariables {
		return tooLarge(total, maxVariables)
	}
	bytes := sized(buffer, total)
	c.copied += total
	for _, segment := range p.found.Module.Pointers {
		var part []byte
		start, size := aligned(segment)
		part, bytes = bytes[:size], bytes[size:]
		if err := readAll(p.mem(), pieces(nil, start, part)); err != nil {
			return err
		}
		if mask := p.masks[segment.Addr]; mask != nil && start == segment.Addr {
			for i := uint64(0); 8*i+8 <= size; i++ {
				if mask[i/8]&(1<<(i%8)) == 0 {
					clear(part[8*i : 8*i+8])
				}
			}
		}
		c.blocks = append(c.blocks, block{start, part, globalBlock})
	}
	return nil
}

// readMasks reads which words of data and bss hold pointers (moduledata.gcdatamask, gcbssmask: a number of bits and where they are). A mask that
// is not as long as its variables is not used: then all words are pointers.
func (p *Program) readMasks() error {
	p.masks = map[uint64][]byte{}
	l, module := p.l, p.found.Module
	for _, pair := range [][3]layout.Field{
		{layout.ModuleData, layout.ModuleEdata, layout.ModuleGcdatamask}, {layout.ModuleBss, layout.ModuleEbss, layout.ModuleGcbssmask},
	} {
		if !l.Has(pair[2]) {
			continue
		}
		raw := make([]byte, l.End(pair[0], pair[1], pair[2])+8)
		if ok, err := memory.Bytes(p.mem(), module.Addr, raw); err != nil || !ok {
			return err
		}
		start, end := word(raw, l.Of(pair[0])), word(raw, l.Of(pair[1]))
		bits, at := uint64(uint32(word(raw, l.Of(pair[2])))), word(raw, l.Of(pair[2])+8)
		if start >= end || bits != (end-start)/8 || at == 0 {
			continue
		}
		mask := make([]byte, (bits+7)/8)
		if ok, err := memory.Bytes(p.mem(), at, mask); err != nil {
			return err
		} else if ok {
			p.masks[start] = mask
		}
	}
	return nil
}

func aligned(segment symbols.Segment) (start, size uint64) {
	start = (segment.Addr + 7) &^ 7
	return start, (segment.Size - (start - segment.Addr)) &^ 7
}

// readChannels reads the channels that goroutines wait on where they are in spans that are not copied: those of elements without pointers,
// and where only what words lead to was kept. In a stop they are those of the fence: who waits for what is outside of it is live anyway.
func (p *Program) readChannels(ctx context.Context, c *capture, how *request) (err error) {
	if how.plan == nil {
		c.channels = p.channelsOf(c)
	} else {
		c.channels = how.plan.fence.channels
	}
	c.channelRaw, err = p.gatherMany(ctx, c.channels, p.l.End(layout.HchanRecvq, layout.HchanSendq), &p.buffers.channels)
	c.copied += uint64(len(c.channelRaw))
	return err
}

func (p *Program) channelsOf(c *capture) (channels []uint64) {
	l := p.l
	size := l.End(layout.SudogG, layout.SudogC, layout.SudogWaitlink)
	steps := 0
	for i := range c.goroutines {
		g := &c.goroutines[i]
		kind := p.reasons.kind(g.reason)
		if !g.waits() || (kind != waitChannel && kind != waitSelect) {
			continue
		}
		for sudog, cases := g.waiting, 0; sudog != 0 && cases < maxCases && steps < maxWaits; cases++ {
			steps++
			raw := c.heap.at(sudog, size)
			if raw == nil || word(raw, l.Of(layout.SudogG)) != g.addr {
				break
			}
			channel := word(raw, l.Of(layout.SudogC))
			if s, _, ok := c.heap.lookup(channel); ok && s.data == nil {
				channels = append(channels, channel)
			}
			sudog = 0
			if kind == waitSelect {
				sudog = word(raw, l.Of(layout.SudogWaitlink))
			}
		}
	}
	slices.Sort(channels)
	return slices.Compact(channels)
}

// channel gives n bytes of a channel, nil where it was not read.
func (c *capture) channel(addr, n uint64) []byte {
	if raw := c.heap.at(addr, n); raw != nil {
		return raw
	}
	i, found := slices.BinarySearch(c.channels, addr)
	if !found {
		return nil
	}
	return c.channelRaw[uint64(i)*n : uint64(i+1)*n]
}

// readAgain reads goroutines, their stacks and the variables a second time, after the heap. What changed meanwhile counts twice.
func (p *Program) readAgain(ctx context.Context, c *capture, limit uint64) error {
	var err error
	if c.later, _, err = p.readGoroutines(ctx, nil, nil, &p.buffers.again); err != nil {
		return err
	}
	before := make(map[uint64]*goroutine, len(c.goroutines))
	for i := range c.goroutines {
		before[c.goroutines[i].addr] = &c.goroutines[i]
	}
	for i := range c.later {
		now := &c.later[i]
		first, known := before[now.addr]
		if known && same(first, now) && now.waits() {
			continue
		}
		now.changed = true
		if known {
			first.changed = true
		}
	}
	row := p.byStack(c.later, func(g *goroutine) bool { return g.changed })
	more, err := p.readStacks(ctx, c.later, row, func(n uint64) ([]byte, error) { return sized(&p.buffers.later, n), nil }, limit)
	c.copied += more
	if err != nil {
		return err
	}
	return p.readVariables(c, &p.buffers.globalsAgain)
}

// same goroutine in the same wait.
func same(a, b *goroutine) bool {
	return a.id == b.id && a.sp == b.sp && a.lo == b.lo && a.hi == b.hi && a.status == b.status && a.reason == b.reason &&
		a.waiting == b.waiting
}

// clearBounds blanks, in the copy, what is a number to the runtime in each g: where its stack begins and ends, which is the address of whatever is
// behind it, and where it was left. Of a goroutine that ended these are in memory that others have by now.
func (p *Program) clearBounds(c *capture) {
	if c.bounded {
		return
	}
	c.bounded = true
	numbers := p.l.GNumbers()
	for i := range c.goroutines {
		c.heap.clearParts(c.goroutines[i].addr, numbers)
	}
	for _, g := range c.systemGs {
		c.heap.clearParts(g, numbers)
	}
}

// clearCaches blanks, in the copy, what processors of the scheduler keep to use again: what the pointers there lead to is not in use.
// A processor that does not look like one is left as it is.
func (p *Program) clearCaches(c *capture) {
	for i, addr := range c.processors {
		raw := c.heap.at(addr, p.l.End(layout.PRunSafePointFn))
		if raw == nil || uint32(word(raw, 0)) != uint32(i) || !p.ownBuffer(addr, raw) {
			continue
		}
		at := p.l.Of(layout.PPcache)
		clear(raw[at : at+24]) // pageCache: an address and two sets of bits
		clear(raw[p.l.Of(layout.PSudogcache):p.l.Of(layout.PMspancache)])
		clear(raw[p.l.Of(layout.PGcw):p.l.Of(layout.PRunSafePointFn)])
	}
}
