package perfprof

import (
	"debug/buildinfo"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/symbols"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
)

// program names the addresses of a Go program by the table in its executable.
type program struct {
	version string
	table   *pclntab.Table
	// text is an address inside of its code.
	text   uint64
	places map[uint64][]pclntab.Line
	sizes  map[uint64]frameSize
}

// frameSize is how far the stack pointer is below the return address, where the program's table tells.
type frameSize struct {
	bytes uint64
	known bool
}

// maxPlaces bounds the memory for addresses seen.
const maxPlaces = 1 << 20

// lines at an address inside an instruction, innermost first; none outside of the program's code.
func (p *program) lines(pc uint64) []pclntab.Line {
	if known, is := p.places[pc]; is {
		return known
	}
	var lines []pclntab.Line
	if fn, is := p.table.Func(pc); is {
		lines = p.table.Lines(fn, pc)
	}
	if len(p.places) < maxPlaces {
		p.places[pc] = lines
	}
	return lines
}

func (p *program) frameSize(pc uint64) frameSize {
	if known, is := p.sizes[pc]; is {
		return known
	}
	var size frameSize
	if fn, is := p.table.Func(pc); is {
		size.bytes, size.known = p.table.FrameSize(fn, pc)
	}
	if len(p.sizes) < maxPlaces {
		p.sizes[pc] = size
	}
	return size
}

// repair puts the caller of the innermost function where it is missing. The kernel follows frame pointers, and a function that
// needs no frame has none, nor has any in its first and last instructions: then the frame pointer is its caller's, and leads to
// the caller's caller. The program's table tells where the return address is. It answers a stack that shares memory with s.
func (p *program) repair(s sample) []uint64 {
	if len(s.stack) == 0 || s.sp == 0 {
		return s.stack
	}
	size := p.frameSize(s.stack[0])
	caller := s.link
	switch {
	case !size.known:
		return s.stack
	case !kernel.LinkRegister:
		if size.bytes > uint64(len(s.top)) || uint64(len(s.top))-size.bytes < 8 {
			return s.stack
		}
		caller = binary.LittleEndian.Uint64(s.top[size.bytes:])
	case size.bytes != 0:
		return s.stack // the frame pointer was set together with the stack pointer
	}
	if len(s.stack) > 1 && s.stack[1] == caller {
		return s.stack
	}
	// Only a place in the program's code can have made the call.
	if _, is := p.table.Func(caller - 1); !is {
		return s.stack
	}
	return slices.Insert(s.stack, 1, caller)
}

// fileMemory is what the executable has at the addresses where it runs: enough for everything that does not change.
type fileMemory struct {
	loads []*elf.Prog
	bias  uint64
}

func (f fileMemory) Read(ranges []memory.Range) error {
	for i := range ranges {
		r := &ranges[i]
		r.OK = false
		for _, load := range f.loads {
			offset := r.Addr - f.bias - load.Vaddr
			if offset < load.Filesz && uint64(len(r.Into)) <= load.Filesz-offset {
				n, err := load.ReadAt(r.Into, int64(offset))
				r.OK = n == len(r.Into) && (err == nil || errors.Is(err, io.EOF))
			}
		}
	}
	return nil
}

// openProgram finds the table of functions of a process' executable. It needs the right to read the executable, and the right to
// read memory only for position-independent programs without a symbol table. notes say what will be missing.
func openProgram(pid int, mappings []mapping) (p *program, notes []string, err error) {
	file, err := os.Open("/proc/" + strconv.Itoa(pid) + "/exe")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	bias := func(raw *elf.File) (uint64, error) {
		// Only the user of the process may open auxv, whatever the sampler may trace; maps is open to those who may.
		if auxv, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/auxv"); err == nil {
			if entry, found := entryOf(auxv); found {
				return entry - raw.Entry, nil
			}
		}
		path, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe")
		if err != nil {
			return 0, err
		}
		if bias, found := biasOf(raw, mappings, strings.TrimSuffix(path, " (deleted)")); found {
			return bias, nil
		}
		return 0, errors.New("where its executable is in memory is not known")
	}
	live := func() (memory.Reader, func() error, error) {
		process, err := target.Open(pid)
		if err != nil {
			return nil, nil, err
		}
		return process, process.Close, nil
	}
	return loadProgram(file, bias, live)
}

func entryOf(auxv []byte) (uint64, bool) {
	const entry = 9 // AT_ENTRY
	for ; len(auxv) >= 16; auxv = auxv[16:] {
		if binary.LittleEndian.Uint64(auxv) == entry {
			return binary.LittleEndian.Uint64(auxv[8:]), true
		}
	}
	return 0, false
}

// biasOf is how far the program runs from where it was linked: a mapping of its code tells, by the segment that it is of.
func biasOf(raw *elf.File, mappings []mapping, path string) (uint64, bool) {
	page := uint64(os.Getpagesize())
	for _, one := range mappings {
		for _, load := range raw.Progs {
			// What is mapped begins with a page; the segment may begin inside of it.
			inPage := load.Off % page
			offset := one.offset - (load.Off - inPage)
			if one.path == path && load.Type == elf.PT_LOAD && load.Flags&elf.PF_X != 0 && offset < load.Filesz {
				return one.start - offset - (load.Vaddr - inPage), true
			}
		}
	}
	return 0, false
}

// loadProgram reads everything that is needed, so that the file may be closed. Packages that read executables are not hardened.
func loadProgram(file io.ReaderAt, biasIn func(*elf.File) (uint64, error), live func() (memory.Reader, func() error, error),
) (p *program, notes []string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			p, err = nil, fmt.Errorf("the executable is damaged: %v", cause)
		}
	}()
	info, err := buildinfo.Read(file)
	if err != nil {
		return nil, nil, err
	}
	executable, err := symbols.Open(file)
	if err != nil {
		return nil, nil, err
	}
	raw, err := elf.NewFile(file)
	if err != nil {
		return nil, nil, err
	}
	bias, err := biasIn(raw)
	if err != nil {
		return nil, nil, err
	}
	mem := fileMemory{bias: bias}
	for _, load := range raw.Progs {
		if load.Type == elf.PT_LOAD {
			mem.loads = append(mem.loads, load)
		}
	}
	minor, _, err := layout.Parse(info.GoVersion)
	if err != nil {
		return nil, nil, err
	}
	data, address, err := executable.Pclntab()
	if err != nil {
		return nil, nil, err
	}
	module, err := findModule(executable, mem, live, minor, bias, address, data)
	if err != nil {
		return nil, nil, err
	}
	p = &program{version: info.GoVersion, text: module.Text, places: map[uint64][]pclntab.Line{}, sizes: map[uint64]frameSize{}}
	// Inline trees are constants, so the file has them in every case. All of them are read now: the file is closed later.
	trees, err := treesOf(mem, module.Gofunc)
	if err != nil {
		notes = append(notes, "Inlined calls are not shown: "+err.Error()+".")
	}
	p.table, err = pclntab.Parse(data, module.Text, minor, trees)
	return p, notes, err
}

// maxTrees bounds what is kept of the data of functions. It is below 10 MB in programs of 100 MB.
const maxTrees = 256 << 20

// treesOf gives what stands behind gofunc in its segment.
func treesOf(mem fileMemory, gofunc uint64) (pclntab.FuncData, error) {
	if gofunc == 0 {
		return nil, errors.New("where the program keeps them is not known")
	}
	for _, load := range mem.loads {
		offset := gofunc - mem.bias - load.Vaddr
		if offset >= load.Filesz {
			continue
		}
		kept, err := io.ReadAll(io.NewSectionReader(load, int64(offset), int64(min(load.Filesz-offset, maxTrees))))
		if err != nil {
			return nil, err
		}
		return func(at uint64, into []byte) bool {
			if at > uint64(len(kept)) || uint64(len(into)) > uint64(len(kept))-at {
				return false
			}
			copy(into, kept[at:])
			return true
		}, nil
	}
	return nil, errors.New("they are not in the executable")
}

// findModule looks for where the code begins: in the file, in memory, by symbols.
func findModule(executable *symbols.File, mem fileMemory, live func() (memory.Reader, func() error, error),
	minor int, bias, address uint64, data []byte,
) (module *symbols.Module, err error) {
	if len(data) < 16 {
		return nil, errors.New("its table of functions is empty")
	}
	functions := binary.LittleEndian.Uint64(data[8:])
	known, inTable := layout.ForVersion(minor, executable.Arch)
	if inTable {
		if module, err = symbols.FindModule(executable, mem, known, bias, address+bias, functions); err == nil && module != nil {
			return module, nil
		}
		// A position-independent program gets its addresses when it is loaded.
		if reader, done, openErr := live(); openErr == nil {
			module, err = symbols.FindModule(executable, reader, known, bias, address+bias, functions)
			if err = errors.Join(err, done()); err == nil && module != nil {
				return module, nil
			}
		} else {
			err = openErr
		}
	}
	names, symbolErr := executable.Symbols("runtime.text", "runtime.etext", "go:func.*", "go.func.*")
	if text, found := names["runtime.text"]; symbolErr == nil && found {
		module = &symbols.Module{Text: text.Addr + bias, Etext: names["runtime.etext"].Addr + bias}
		for _, name := range []string{"go:func.*", "go.func.*"} {
			if funcs, found := names[name]; found {
				module.Gofunc = funcs.Addr + bias
			}
		}
		return module, nil
	}
	if err == nil {
		err = fmt.Errorf("programs of go1.%d are not known, and it has no symbols", minor)
	}
	return nil, err
}
