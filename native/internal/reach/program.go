// Package reach tells which goroutines of a running Go program can never wake, because nothing that still runs can reach what they
// wait for: the fixed point of the runtime's own goroutineleak profile, done from outside over the program's memory, with every word
// taken as a pointer. What cannot be read or understood keeps goroutines alive or refuses; it never makes one leaked.
package reach

import (
	"encoding/binary"
	"fmt"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
	"parkscope/native/internal/wire"
)

// Target is a process as internal/target opens it.
type Target interface {
	goroutines.Source
}

// variables of the runtime, where they are in memory; 0 where not known.
type variables struct {
	mheap, allm, allp, allfin, gcCleanups uint64
	// cgo: C code runs in the process, whose memory may hold what Go gave it.
	cgo bool
}

// Program is a process whose heap can be read. Use it from one goroutine at a time.
type Program struct {
	Version string
	Arch    string
	Notes   []string

	target  Target
	bias    uint64
	found   goroutines.Found
	l       *layout.Layout
	vars    variables
	reasons reasons
	// proves: the structures are surely those of this very program.
	proves bool
	// foreign memory; nil where it cannot be searched.
	foreign *Foreign
	// readers of the same memory, one for each worker.
	readers []memory.Reader
	// masks of variables by where they begin: a bit for each word that is a pointer.
	masks map[uint64][]byte
	// file are the parts of the program's file that are loaded.
	file []symbols.Segment
	// follow: the queues were not found; see readFollowed.
	follow bool
	// alllink leads from one thread to the next.
	alllink uint64
	// frames by return address, and how many pieces they have.
	frames                    map[uint64]*frameMap
	keptPieces                int
	spanOrder, goroutineOrder order
	// reporter tells how far it is; nil where nobody asks.
	reporter *reporter
	// buffers are used again by every pass.
	buffers buffers
}

// oldest is the first minor whose structures this package knows.
const oldest = 19

// needed fields; without any of them nothing is told.
var needed = []layout.Field{
	layout.MG0, layout.MGsignal, layout.MP, layout.MAlllink, layout.PPcache, layout.PSudogcache, layout.PMspancache, layout.PGcw,
	layout.PRunSafePointFn, layout.MheapAllspans, layout.MspanStart, layout.MspanPages, layout.MspanNelems, layout.MspanClass,
	layout.MspanState, layout.MspanElemsize, layout.MspanSpecials, layout.SpecialNext, layout.SpecialOffset, layout.SpecialKind,
	layout.FinblockAlllink, layout.FinblockFin,
}

// Attach finds the heap of a process. others are further readers of it. Its errors are a *wire.Error or of the process.
func Attach(target Target, others ...memory.Reader) (*Program, error) {
	attached, err := goroutines.Attach(target)
	if err != nil {
		return nil, err
	}
	p := &Program{Version: attached.Version, Arch: attached.Arch, found: attached.Found()}
	p.target = target
	p.l = p.found.Layout
	p.proves = p.l.Exact
	p.readers = append([]memory.Reader{target}, others...)
	if p.l.Minor < oldest {
		return nil, p.refuse(fmt.Sprintf("the heap of Go 1.%d is not known; that of Go 1.%d and newer is", p.l.Minor, oldest), "")
	}
	for _, field := range needed {
		if !p.l.Has(field) {
			return nil, p.refuse("fields of the runtime that describe the heap are not known", fmt.Sprint(field))
		}
	}
	p.alllink = p.l.Of(layout.MAlllink)
	if p.found.Module.More {
		return nil, p.refuse("it has loaded plugins, whose variables are not known", "")
	}
	if p.reasons, err = reasonsOf(p.l.Minor, p.found.WaitReasons); err != nil {
		return nil, p.refuse(err.Error(), "")
	}
	file, err := symbols.Open(target.Executable())
	if err != nil {
		return nil, p.refuse(err.Error(), "")
	}
	p.bias = target.Entry() - file.Entry()
	if err := p.findVariables(file, p.bias); err != nil {
		return nil, err
	}
	return p, p.readMasks()
}

func (p *Program) refuse(message, detail string) error {
	return &wire.Error{Code: wire.CodeUnsupportedGo, Message: "what its goroutines can reach is not told: " + message, Detail: detail}
}

func (p *Program) findVariables(file *symbols.File, bias uint64) error {
	names := map[string]*uint64{
		"runtime.mheap_": &p.vars.mheap, "runtime.allm": &p.vars.allm, "runtime.allp": &p.vars.allp,
		"runtime.allfin": &p.vars.allfin,
	}
	if p.l.Has(layout.CleanupQueueAll) {
		names["runtime.gcCleanups"] = &p.vars.gcCleanups
	}
	wanted := []string{"runtime.iscgo"}
	for name := range names {
		wanted = append(wanted, name)
	}
	symbols, err := file.Symbols(wanted...)
	if err != nil {
		return p.refuse(err.Error(), "")
	}
	missing := 0
	for name, into := range names {
		if symbol, found := symbols[name]; found {
			*into = symbol.Addr + bias
		} else {
			missing++
		}
	}
	for _, segment := range file.Segments() {
		segment.Addr += bias
		p.file = append(p.file, segment)
	}
	if missing > 0 {
		return p.findByShape()
	}
	var flag [1]byte
	symbol, found := symbols["runtime.iscgo"]
	if !found {
		p.vars.cgo = true
		return nil
	}
	ok, err := memory.Bytes(p.mem(), symbol.Addr+bias, flag[:])
	p.vars.cgo = !ok || flag[0] != 0
	return err
}

// mem is the reader for what one worker reads.
func (p *Program) mem() memory.Reader { return p.readers[0] }

// word of raw bytes; 0 beyond their end.
func word(raw []byte, at uint64) uint64 {
	if at+8 > uint64(len(raw)) {
		return 0
	}
	return binary.LittleEndian.Uint64(raw[at:])
}
