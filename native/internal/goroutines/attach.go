// Package goroutines reads the goroutines of a running Go program: who they are, what they wait for, and their stacks. The
// program is neither stopped nor changed; what moved while it was read is left out and counted. Takes any memory.
package goroutines

import (
	"debug/buildinfo"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/symbols"
	"parkscope/native/internal/wire"
)

// maxDWARF is how much debug information is read, decompressed. Larger programs are read by the table of their Go version.
const maxDWARF = 64 << 20

// Source is the process, as internal/target gives it.
type Source interface {
	memory.Reader
	Executable() io.ReaderAt
	Entry() uint64
}

// Program is a process whose runtime's structures were found. Use it from one goroutine at a time.
type Program struct {
	// Version as in runtime.Version.
	Version string
	Arch    string
	// OwnLayout: the program's debug information told where fields are, not the table.
	OwnLayout bool
	// remarks say what is special about reading this program, one sentence each.
	remarks []string

	mem     memory.Reader
	layout  *layout.Layout
	table   *pclntab.Table
	module  *symbols.Module
	allgs   symbols.Allgs
	reasons []string
	places  map[uint64]*place
	// slots are places in the innermost frames where what is waited for was found, types the names of types by address; epochNs is
	// the time at which the runtime's clock was 0.
	slots   [wayCount][]int
	types   map[uint64]string
	epochNs int64
	// clockless: that time is not known.
	clockless bool
}

// Attach finds everything that Snapshot needs. Its errors are a *wire.Error or of the process.
func Attach(source Source) (*Program, error) { return attach(source, true) }

// attach believes the table of its Go version first, or never.
func attach(source Source, tableFirst bool) (*Program, error) {
	version, err := versionOf(source.Executable())
	if err != nil {
		return nil, &wire.Error{Code: wire.CodeNotGo, Message: "it runs no Go program that says its version", Detail: err.Error()}
	}
	p := &Program{Version: version, mem: source, places: map[uint64]*place{}}
	if err := p.find(source, tableFirst); err != nil {
		var known *wire.Error
		if errors.As(err, &known) {
			return nil, err
		}
		return nil, &wire.Error{
			Code: wire.CodeUnsupportedGo, Message: "its goroutines cannot be found: " + err.Error(),
			Hint: "save a profile of it from its own /debug/pprof/goroutine and open that", Detail: version,
		}
	}
	return p, nil
}

func versionOf(executable io.ReaderAt) (version string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	info, err := buildinfo.Read(executable)
	if err != nil {
		return "", err
	}
	return info.GoVersion, nil
}

func (p *Program) find(source Source, tableFirst bool) error {
	file, err := symbols.Open(source.Executable())
	if err != nil {
		return err
	}
	p.Arch = file.Arch
	minor, plain, err := layout.Parse(p.Version)
	if err != nil {
		return err
	}
	bias := source.Entry() - file.Entry()
	// The table first: that costs nothing, and what it leads to is checked. Debug information of a large program takes a second.
	if known, is := layout.ForRelease(p.Version, minor, file.Arch); is && plain && tableFirst {
		p.layout = known
		why := p.findBy(file, source, bias, minor)
		if why == nil {
			fits, err := p.fits()
			if fits || err != nil {
				return err
			}
		}
		var ended *wire.Error
		if errors.As(why, &ended) {
			return why
		}
		p.remarks, p.places, p.table = nil, map[uint64]*place{}, nil
	}
	if p.layout, err = p.chooseLayout(file, minor, plain); err != nil {
		return err
	}
	p.OwnLayout = p.layout.FromDWARF
	return p.findBy(file, source, bias, minor)
}

// findBy finds tables and variables by the layout.
func (p *Program) findBy(file *symbols.File, source Source, bias uint64, minor int) error {
	data, addr, err := file.Pclntab()
	if err != nil {
		return err
	}
	if len(data) < 16 {
		return errors.New("its table of functions is empty")
	}
	p.module, err = symbols.FindModule(file, source, p.layout, bias, addr+bias, binary.LittleEndian.Uint64(data[8:]))
	if err != nil {
		return err
	}
	if p.module.More {
		p.remarks = append(p.remarks, "It has loaded plugins, whose functions are not known: stacks through them are left out.")
	}
	if p.table, err = pclntab.Parse(data, p.module.Text, minor, p.funcData); err != nil {
		return err
	}
	if p.allgs, err = symbols.FindAllgs(file, source, p.layout, p.module, bias); err != nil {
		return err
	}
	return p.readReasons()
}

// fits tells whether the layout leads to goroutines that make sense: the first one runs main, all were started by some function, and
// there is one at least whose stack leads to its end. The runtime's own wait in every program.
func (p *Program) fits() (bool, error) {
	const looked = 64
	t := p.Series().taker
	for range attempts {
		ptr, count, ok, err := t.slice()
		if err != nil {
			return false, err
		}
		array := make([]byte, 8*min(count, looked))
		if ok && count > 0 {
			if ok, err = memory.Bytes(p.mem, ptr, array); err != nil {
				return false, err
			}
		}
		whole := 0
		for at := 0; ok && at < len(array); at += 8 {
			raw := make([]byte, t.size)
			read, err := memory.Bytes(p.mem, binary.LittleEndian.Uint64(array[at:]), raw)
			if err != nil {
				return false, err
			}
			good, end, err := p.makesSense(fields{raw, p.layout}, at == 0)
			if err != nil {
				return false, err
			}
			ok = read && good
			if end {
				whole++
			}
		}
		if ok && whole > 0 {
			return true, nil
		}
	}
	return false, nil
}

// makesSense looks at one structure; end tells that its stack was followed to its end.
func (p *Program) makesSense(f fields, first bool) (good, end bool, err error) {
	status, id := f.status(), f.word(layout.GGoid)
	if first && id != 1 {
		return false, false, nil
	}
	if !exists(status) || id == 0 {
		return status == statusIdle || status == statusDead || status == statusDeadExtra || exists(status), false, nil
	}
	fn, is := p.table.Func(f.word(layout.GStartPC))
	if !is || first && p.table.Name(fn) != "runtime.main" {
		return false, false, nil
	}
	if _, made := p.table.Func(f.word(layout.GGopc)); !made && !first {
		return false, false, nil
	}
	sp, hi, ok := f.stackRange()
	if status != statusWaiting || !ok {
		return ok || status != statusWaiting, false, nil
	}
	if int(f.reason()) >= len(p.reasons) {
		return false, false, nil
	}
	stack := make([]byte, min(hi-sp, firstWindow))
	if ok, err = memory.Bytes(p.mem, sp, stack); err != nil || !ok {
		return ok, false, err
	}
	var walked trace
	return true, p.walk(&walked, f.begin(), stack, hi) == complete && !walked.disagrees, nil
}

// funcData reads what the compiler wrote about functions. A process that ends shows in the next read of goroutines.
func (p *Program) funcData(offset uint64, into []byte) bool {
	ok, err := memory.Bytes(p.mem, p.module.Gofunc+offset, into)
	return ok && err == nil
}

// chooseLayout is for programs that the table did not lead through: it takes their own debug information, then the table, and refuses what
// neither knows.
func (p *Program) chooseLayout(file *symbols.File, minor int, plain bool) (*layout.Layout, error) {
	known, inTable := layout.ForRelease(p.Version, minor, file.Arch)
	limit := uint64(maxDWARF)
	if !inTable || !plain {
		limit = 1 << 30 // nothing else would do
	}
	own, why := dwarfLayout(file, limit, minor)
	switch {
	case own != nil && inTable:
		own.WaitReasons = known.WaitReasons
		if field := own.Differs(known); field != "" && plain {
			p.remarks = append(p.remarks, fmt.Sprintf("Its %s is not where %s has it; its own debug information was used.", field, p.Version))
		}
		return own, nil
	case own != nil:
		return own, nil
	case inTable && plain:
		return known, nil
	}
	message := fmt.Sprintf("the structures of %s are not known; those of %s are", p.Version, layout.Range())
	hint := "build it without -ldflags=-s or -w, then its debug information tells"
	return nil, &wire.Error{Code: wire.CodeUnsupportedGo, Message: message, Hint: hint, Detail: why}
}

// dwarfLayout answers nil and why where the debug information is of no use.
func dwarfLayout(file *symbols.File, limit uint64, minor int) (own *layout.Layout, why string) {
	defer func() {
		if cause := recover(); cause != nil {
			own, why = nil, fmt.Sprintf("its debug information is damaged: %v", cause)
		}
	}()
	data, units, err := file.DWARF(limit)
	if err != nil {
		return nil, err.Error()
	}
	if data == nil {
		return nil, "it has no debug information"
	}
	own, err = layout.FromDWARF(data, units, minor)
	if err != nil {
		return nil, err.Error()
	}
	return own, ""
}

// readReasons takes the texts of wait reasons from the program where it has the symbol: they are right in any version.
func (p *Program) readReasons() error {
	p.reasons = p.layout.WaitReasons
	if p.allgs.Reasons == 0 {
		return nil
	}
	const longest = 200
	var reasons []string
	for i := range p.allgs.ReasonCount {
		text, ok, err := memory.String(p.mem, p.allgs.Reasons+16*i, longest)
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
		reasons = append(reasons, clean(text))
	}
	p.reasons = reasons
	return nil
}
