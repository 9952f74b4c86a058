// Package runtimestats reads what the Go runtime of another process counts of itself: heap, garbage collections and their pauses,
// the scheduler's queues. Some thirty ranges of memory in one system call; the process is neither stopped nor changed. Takes any
// memory.
package runtimestats

import (
	"debug/buildinfo"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
	"parkscope/native/internal/wire"
)

// Source is the process, as internal/target gives it.
type Source interface {
	memory.Reader
	Executable() io.ReaderAt
	Entry() uint64
}

// variables are the addresses of the runtime's; 0 where one was not found.
type variables struct {
	memstats, controller, sched, phase, maxProcs, allgLen, allp, work uint64
}

// Reader reads one process. Use it from one goroutine at a time.
type Reader struct {
	mem    memory.Reader
	layout *layout.Layout
	at     variables
	notes  []string
	// absent is what is still looked for in a stripped program, while it runs.
	absent     *search
	nextSearch time.Time
	// queues is how many processors have a column, unread how often nothing could be read, paused the cycles whose pauses were given.
	queues  int
	unread  int
	paused  uint64
	fetched bool
	assists assists
	scratch
}

// Attach finds the runtime's counts. Its errors are a *wire.Error or of the process.
func Attach(source Source) (*Reader, error) {
	version, err := versionOf(source.Executable())
	if err != nil {
		return nil, &wire.Error{Code: wire.CodeNotGo, Message: "it runs no Go program that says its version", Detail: err.Error()}
	}
	r, err := attach(source, version)
	var known *wire.Error
	if err != nil && !errors.As(err, &known) {
		return nil, &wire.Error{Code: wire.CodeUnsupportedGo, Message: "its runtime's counts cannot be found: " + err.Error(), Detail: version}
	}
	return r, err
}

func attach(source Source, version string) (*Reader, error) {
	file, err := symbols.Open(source.Executable())
	if err != nil {
		return nil, err
	}
	minor, plain, err := layout.Parse(version)
	if err != nil {
		return nil, err
	}
	bias := source.Entry() - file.Entry()
	// The table first: that costs nothing, and what it leads to is checked. Debug information of a large program takes a second.
	why := fmt.Errorf("the structures of %s are not known; those of %s are", version, layout.Range())
	if known, is := layout.ForVersion(minor, file.Arch); is && plain {
		r := &Reader{mem: source, layout: known}
		if why = r.find(file, bias); why == nil {
			return r, nil
		}
		if ended := endOf(why); ended != nil {
			return nil, ended
		}
	}
	own, err := ownLayout(file, minor)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", why, err)
	}
	r := &Reader{mem: source, layout: own}
	if err := r.find(file, bias); err != nil {
		return nil, err
	}
	if plain {
		r.notes = append(r.notes, fmt.Sprintf("Its counts are not where %s has them; its own debug information was used.", version))
	}
	return r, nil
}

// endOf is the error of a process that cannot be read any more, nil for one about what was read.
func endOf(err error) error {
	var known *wire.Error
	if errors.As(err, &known) {
		return known
	}
	return nil
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

// maxDWARF bounds the debug information that is read, decompressed.
const maxDWARF = 1 << 30

func ownLayout(file *symbols.File, minor int) (own *layout.Layout, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			own, err = nil, fmt.Errorf("its debug information is damaged: %v", cause)
		}
	}()
	data, units, err := file.DWARF(maxDWARF)
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, errors.New("it has no debug information")
	}
	return layout.FromDWARF(data, units, minor)
}

// find looks the variables up by name, and what has no name by what it holds.
func (r *Reader) find(file *symbols.File, bias uint64) error {
	if err := fits(r.layout); err != nil {
		return err
	}
	wanted := map[string]*uint64{
		"runtime.memstats": &r.at.memstats, "runtime.gcController": &r.at.controller, "runtime.sched": &r.at.sched,
		"runtime.gcphase": &r.at.phase, "runtime.gomaxprocs": &r.at.maxProcs, "runtime.allglen": &r.at.allgLen, "runtime.allp": &r.at.allp,
		"runtime.work": &r.at.work,
	}
	names := make([]string, 0, len(wanted))
	for name := range wanted {
		names = append(names, name)
	}
	found, err := file.Symbols(names...)
	if err != nil {
		return err
	}
	for name, symbol := range found {
		*wanted[name] = symbol.Addr + bias
	}
	if len(found) < len(wanted) {
		if err := r.searchFor(file, bias); err != nil {
			return err
		}
	}
	r.plan()
	return r.check()
}

func (r *Reader) searchFor(file *symbols.File, bias uint64) error {
	data, addr, err := file.Pclntab()
	if err != nil {
		return err
	}
	if len(data) < 16 {
		return errors.New("its table of functions is empty")
	}
	module, err := symbols.FindModule(file, r.mem, r.layout, bias, addr+bias, binary.LittleEndian.Uint64(data[8:]))
	if err != nil {
		return err
	}
	if r.at.allgLen == 0 {
		allgs, err := symbols.FindAllgs(file, r.mem, r.layout, module, bias)
		if err != nil {
			return err
		}
		r.at.allgLen = allgs.Len
		if allgs.Len == 0 {
			r.at.allgLen = allgs.Slice + 8
		}
	}
	r.absent = &search{segments: module.Variables}
	return r.absent.run(r)
}

// check refuses what cannot be the runtime's.
func (r *Reader) check() error {
	if r.at.allp == 0 {
		return errors.New("the program is stripped, and the list of its processors was not found in its memory")
	}
	if err := r.fetch(); err != nil {
		return err
	}
	for _, one := range []struct {
		name string
		fine bool
	}{
		{"allp", r.procsAreRight()},
		{"sched", r.at.sched == 0 || r.schedIsRight(r.sched)},
		{"gcController", r.at.controller == 0 || r.controllerIsRight(r.controller)},
		{"memstats", r.at.memstats == 0 || r.memstatsAreRight(r.memstats)},
		{"gcphase", r.at.phase == 0 || binary.LittleEndian.Uint32(r.phase[:]) <= 2},
	} {
		if !one.fine {
			return errors.New("what is in runtime." + one.name + " makes no sense")
		}
	}
	return nil
}
