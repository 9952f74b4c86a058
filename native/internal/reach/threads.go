package reach

import (
	"encoding/binary"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/target/stop"
)

// machine is what counts of an m, the runtime's thread.
type machine struct {
	addr, g0, gsignal, curg, p, next uint64
	thread                           int
	extra                            bool
}

// rests: it has nothing to do and waits in the kernel; what is left on its stack is of no use to anyone.
func (m *machine) rests() bool { return m.curg == 0 && m.p == 0 && !m.extra }

// maxThreads is far above what the runtime allows by itself (10 000).
const maxThreads = 1 << 16

// redZone below the stack pointer belongs to the function in C; in Go there is none.
const redZone = 128

// maxSystemStack is how much of a system stack is read: those of Go have 16 to 64 KB, those of C may claim the whole of theirs.
const maxSystemStack = 8 << 20

func (p *Program) readMachines() ([]machine, error) {
	l := p.l
	var first [8]byte
	if err := readAll(p.mem(), []memory.Range{{Addr: p.vars.allm, Into: first[:]}}); err != nil {
		return nil, err
	}
	raw := make([]byte, max(p.alllink+8, l.End(layout.MG0, layout.MGsignal, layout.MProcid, layout.MCurg, layout.MP, layout.MIsExtra)))
	var all []machine
	for next := word(first[:], 0); next != 0; {
		if len(all) == maxThreads {
			return nil, moved("the list of threads has no end")
		}
		if err := readAll(p.mem(), []memory.Range{{Addr: next, Into: raw}}); err != nil {
			return nil, err
		}
		field := func(f layout.Field) uint64 { return word(raw, l.Of(f)) }
		m := machine{
			addr: next, g0: field(layout.MG0), gsignal: field(layout.MGsignal), curg: field(layout.MCurg), p: field(layout.MP),
			next: word(raw, p.alllink), thread: int(field(layout.MProcid)),
			// Where it is not known every thread counts.
			extra: !l.Has(layout.MIsExtra) || raw[l.Of(layout.MIsExtra)] != 0,
		}
		back, ok, err := memory.Word(p.mem(), m.g0+l.Of(layout.GM))
		if err != nil {
			return nil, err
		}
		if !ok || back != next {
			return nil, moved("the list of threads leads to %#x, which is none", next)
		}
		all = append(all, m)
		next = m.next
	}
	if len(all) == 0 {
		return nil, moved("there are no threads")
	}
	return all, nil
}

// readThreads reads the system stacks of threads that do something, and blanks the caches of processors.
func (p *Program) readThreads(c *capture, stopped threads) error {
	machines, err := p.readMachines()
	if err != nil {
		return err
	}
	ours, known := map[int]bool{}, map[uint64]bool{}
	for i := range machines {
		m := &machines[i]
		ours[m.thread], known[m.addr] = true, true
		c.systemGs = append(c.systemGs, m.g0, m.gsignal)
		if m.rests() {
			continue
		}
		var at stop.Registers
		told := false
		if stopped != nil {
			at, told = stopped[m.thread]
			c.words = append(c.words, p.inUse(at)...)
		}
		for _, g := range []uint64{m.g0, m.gsignal} {
			if err := p.readSystemStack(c, g, g == m.gsignal, at.SP, told, stopped != nil); err != nil {
				return err
			}
		}
	}
	// Every goroutine that has a thread has one of the list: else the list is none.
	for _, i := range c.others {
		if g := &c.goroutines[i]; stopped != nil && g.exists() && g.m != 0 && !known[g.m] {
			return moved("goroutine %d has a thread that is not in the list of threads", g.id)
		}
	}
	for thread, at := range stopped {
		if !ours[thread] {
			c.words = append(c.words, at.Words...)
		}
	}
	if stopped != nil && p.vars.cgo && p.foreign != nil {
		if err := p.readForeign(c, p.foreign, machines); err != nil {
			return err
		}
	}
	return nil
}

// inUse are the registers of a thread that may hold what counts. While a function of Go calls the kernel those for vectors do not: calls save
// none, so that whoever needs a word has it on the stack. Most hold what was moved last.
func (p *Program) inUse(at stop.Registers) []uint64 {
	if at.Calling != 0 {
		if _, isGo := p.found.Functions.Func(at.Calling); isGo {
			return at.Words[:at.Vectors]
		}
	}
	return at.Words
}

// readSystemStack reads the used part: from the thread's stack pointer where it is there, else from where it was left. Of a thread that is
// not known all of it is read.
func (p *Program) readSystemStack(c *capture, g uint64, signal bool, sp uint64, known, stopped bool) error {
	if g == 0 {
		return nil
	}
	l := p.l
	raw := make([]byte, l.End(layout.GStackHi, layout.GSchedSP))
	if err := readAll(p.mem(), []memory.Range{{Addr: g, Into: raw}}); err != nil {
		return err
	}
	lo, hi, left := word(raw, l.Of(layout.GStackLo)), word(raw, l.Of(layout.GStackHi)), word(raw, l.Of(layout.GSchedSP))
	if lo == 0 && hi == 0 && !known { // an extra thread that is not in use has none
		return nil
	}
	if lo >= hi || hi >= maxRange {
		return moved("the system stack %#x to %#x", lo, hi)
	}
	from := lo
	switch {
	case known && sp >= lo && sp < hi:
		from = max(lo, sp-redZone)
	case signal && (known || !stopped):
		return nil
	case left >= lo && left < hi:
		from = left
	}
	from = max(from, hi-min(hi-lo, maxSystemStack)) &^ 7
	bytes := make([]byte, hi&^7-from)
	if err := readAll(p.mem(), pieces(nil, from, bytes)); err != nil {
		return err
	}
	return c.add(block{from, bytes, "system stack"})
}

func (p *Program) readProcessors(c *capture) error {
	var header [16]byte
	if err := readAll(p.mem(), []memory.Range{{Addr: p.vars.allp, Into: header[:]}}); err != nil {
		return err
	}
	const maxProcessors = 1 << 16
	count := word(header[:], 8)
	if count == 0 || count > maxProcessors {
		return moved("there are %d processors", count)
	}
	raw := make([]byte, 8*count)
	if err := readAll(p.mem(), []memory.Range{{Addr: word(header[:], 0), Into: raw}}); err != nil {
		return err
	}
	c.processors = make([]uint64, count)
	for i := range c.processors {
		c.processors[i] = binary.LittleEndian.Uint64(raw[8*i:])
	}
	return nil
}

// place tells of those of a row of goroutines that run, in a program that is stopped, from where on their stack is used.
func (p *Program) place(all []goroutine, row []int32, stopped threads) error {
	for _, i := range row {
		g := &all[i]
		if !g.exists() || g.m == 0 {
			continue
		}
		thread, ok, err := memory.Word(p.mem(), g.m+p.l.Of(layout.MProcid))
		if err != nil {
			return err
		}
		at, known := stopped[int(thread)]
		switch {
		case !ok || !known || at.SP < g.lo || at.SP >= g.hi:
			// On its system stack, or not known: all of it, unless it is in a system call.
		case g.status == statusRunning:
			g.sp = max(g.lo, at.SP-redZone) &^ 7
		default:
			g.sp = min(g.sp, max(g.lo, at.SP-redZone)) &^ 7
		}
	}
	return nil
}
