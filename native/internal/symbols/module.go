package symbols

import (
	"encoding/binary"
	"errors"
	"fmt"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// Module is what moduledata of the running program says, all addresses where it runs.
type Module struct {
	// Addr of moduledata itself.
	Addr        uint64
	Text, Etext uint64
	Gofunc      uint64
	// Types and Etypes bound the descriptions of types; 0 where not known.
	Types, Etypes uint64
	// Variables are the ranges that hold global variables.
	Variables []Segment
	// Pointers are those of them that may hold pointers into the heap: data and bss.
	Pointers []Segment
	// More: plugins are loaded, whose functions are in tables of their own.
	More bool
}

const (
	moduleSize = 1024
	// scanPiece is how much memory a search holds.
	scanPiece = 1 << 20
)

// FindModule looks for moduledata: by its symbol, by its section, else for the pointer to pclntab that it begins with.
// pclntab is its address where the program runs, functions the number in its header.
func FindModule(file *File, mem memory.Reader, l *layout.Layout, bias, pclntab, functions uint64) (*Module, error) {
	symbols, err := file.Symbols("runtime.firstmoduledata")
	if err != nil {
		return nil, err
	}
	var candidates []uint64
	if symbol, found := symbols["runtime.firstmoduledata"]; found {
		candidates = append(candidates, symbol.Addr+bias)
	}
	if addr, found := file.ModuleSection(); found {
		candidates = append(candidates, addr+bias)
	}
	for _, addr := range candidates {
		if module, err := readModule(mem, l, addr, pclntab, functions); module != nil || err != nil {
			return module, err
		}
	}
	var module *Module
	search := scanner{mem: mem}
	for _, segment := range file.Segments() {
		if segment.Code {
			continue
		}
		segment.Addr += bias
		done, err := search.words(segment, func(addr, word uint64) (bool, error) {
			if word != pclntab {
				return false, nil
			}
			var err error
			module, err = readModule(mem, l, addr, pclntab, functions)
			return module != nil, err
		})
		if done || err != nil {
			return module, err
		}
	}
	return nil, errors.New("the runtime's description of the program (moduledata) was not found in its memory")
}

// readModule answers nil without an error when there is no moduledata at addr.
func readModule(mem memory.Reader, l *layout.Layout, addr, pclntab, functions uint64) (*Module, error) {
	raw := make([]byte, moduleSize)
	if ok, err := memory.Bytes(mem, addr, raw); err != nil || !ok {
		return nil, err
	}
	field := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(raw[l.Of(f):]) }
	if l.End(layout.ModuleNext, layout.ModuleGofunc, layout.ModuleTextsectmap) > moduleSize-16 {
		return nil, errors.New("moduledata is larger than expected")
	}
	ftabLen := binary.LittleEndian.Uint64(raw[l.Of(layout.ModuleFtab)+8:])
	module := &Module{Addr: addr, Text: field(layout.ModuleText), Etext: field(layout.ModuleEtext), Gofunc: field(layout.ModuleGofunc)}
	minPC, maxPC := field(layout.ModuleMinPC), field(layout.ModuleMaxPC)
	if binary.LittleEndian.Uint64(raw) != pclntab || ftabLen != functions+1 ||
		module.Text > minPC || minPC >= maxPC || maxPC > module.Etext {
		return nil, nil
	}
	if sections := binary.LittleEndian.Uint64(raw[l.Of(layout.ModuleTextsectmap)+8:]); sections > 1 {
		return nil, fmt.Errorf("its code is in %d sections, which is not supported", sections)
	}
	for _, ends := range [][2]layout.Field{
		{layout.ModuleNoptrbss, layout.ModuleEnoptrbss}, {layout.ModuleBss, layout.ModuleEbss},
		{layout.ModuleData, layout.ModuleEdata}, {layout.ModuleNoptrdata, layout.ModuleEnoptrdata},
	} {
		start, end := field(ends[0]), field(ends[1])
		if start >= end {
			continue
		}
		module.Variables = append(module.Variables, Segment{Addr: start, Size: end - start})
		if ends[0] == layout.ModuleBss || ends[0] == layout.ModuleData {
			module.Pointers = append(module.Pointers, Segment{Addr: start, Size: end - start})
		}
	}
	if l.Has(layout.ModuleTypes) && l.Has(layout.ModuleEtypes) && l.End(layout.ModuleTypes, layout.ModuleEtypes) <= moduleSize {
		module.Types, module.Etypes = field(layout.ModuleTypes), field(layout.ModuleEtypes)
	}
	module.More = field(layout.ModuleNext) != 0
	return module, nil
}

// A search reads this much and fails this often at most, whatever the headers of the program claim.
const (
	maxScanned  = 2 << 30
	maxFailures = 16 << 10
)

// scanner searches memory in pieces.
type scanner struct {
	mem      memory.Reader
	scanned  uint64
	failures int
}

// page is the least that can be unreadable by itself.
const page = 4096

// words calls visit for every aligned word of the segment until it answers true.
func (s *scanner) words(segment Segment, visit func(addr, word uint64) (bool, error)) (bool, error) {
	start := (segment.Addr + 7) &^ 7
	end := segment.Addr + segment.Size
	piece := make([]byte, min(segment.Size, scanPiece))
	for start >= segment.Addr && start < end && end-start >= 8 && s.scanned < maxScanned && s.failures < maxFailures {
		part := piece[:min(end-start, uint64(len(piece)))&^7]
		ok, err := memory.Bytes(s.mem, start, part)
		if err != nil {
			return false, err
		}
		if !ok {
			s.failures++
			part = part[:min(uint64(len(part)), page-start%page)]
			if ok, err = memory.Bytes(s.mem, start, part); err != nil {
				return false, err
			}
		}
		if ok {
			for at := 0; at+8 <= len(part); at += 8 {
				if done, err := visit(start+uint64(at), binary.LittleEndian.Uint64(part[at:])); done || err != nil {
					return done, err
				}
			}
		}
		start += uint64(len(part))
		s.scanned += uint64(len(part))
	}
	return false, nil
}

// Allgs says where the list of all goroutines is. Without the symbols only the slice is known, which is three words that are
// not read at once: then two reads must agree.
type Allgs struct {
	// Ptr and Len are the addresses of allgptr and allglen; 0 when Slice is known only.
	Ptr, Len uint64
	Slice    uint64
	// Goidgen is the address of sched.goidgen, the largest id given out; 0 where not known.
	Goidgen uint64
	// Reasons is the address of waitReasonStrings and their number; 0 where not known.
	Reasons     uint64
	ReasonCount uint64
}

// FindAllgs looks the variables up by name, else searches for a slice whose first element is goroutine 1.
func FindAllgs(file *File, mem memory.Reader, l *layout.Layout, module *Module, bias uint64) (Allgs, error) {
	const ptr, length, sched, reasons = "runtime.allgptr", "runtime.allglen", "runtime.sched", "runtime.waitReasonStrings"
	symbols, err := file.Symbols(ptr, length, sched, reasons)
	if err != nil {
		return Allgs{}, err
	}
	var found Allgs
	if symbol, is := symbols[sched]; is {
		found.Goidgen = symbol.Addr + bias + l.Of(layout.SchedGoidgen)
	}
	if symbol, is := symbols[reasons]; is && symbol.Size%16 == 0 && symbol.Size/16 <= 256 {
		found.Reasons, found.ReasonCount = symbol.Addr+bias, symbol.Size/16
	}
	if symbol, is := symbols[ptr]; is {
		found.Ptr, found.Len = symbol.Addr+bias, symbols[length].Addr+bias
		if symbols[length].Addr != 0 {
			return found, nil
		}
	}
	found.Ptr, found.Len = 0, 0
	search := scanner{mem: mem}
	for _, segment := range module.Variables {
		var last [3]uint64
		done, err := search.words(segment, func(addr, word uint64) (bool, error) {
			last = [3]uint64{last[1], last[2], word}
			if last[0] == 0 || last[0]%8 != 0 || last[1] == 0 || last[1] > last[2] || last[2] > 1<<32 {
				return false, nil
			}
			is, err := isFirstGoroutine(mem, l, last[0])
			if is {
				found.Slice = addr - 16
			}
			return is, err
		})
		if err != nil {
			return found, err
		}
		if done {
			return found, nil
		}
	}
	return found, errors.New("the program is stripped, and the list of its goroutines was not found in its memory")
}

func isFirstGoroutine(mem memory.Reader, l *layout.Layout, array uint64) (bool, error) {
	g, ok, err := memory.Word(mem, array)
	if err != nil || !ok || g == 0 || g%8 != 0 {
		return false, err
	}
	raw := make([]byte, l.End(layout.GStackHi, layout.GGoid, layout.GSchedSP, layout.GStartPC))
	if ok, err := memory.Bytes(mem, g, raw); err != nil || !ok {
		return false, err
	}
	field := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(raw[l.Of(f):]) }
	lo, hi := field(layout.GStackLo), field(layout.GStackHi)
	return field(layout.GGoid) == 1 && lo < hi && hi-lo <= 1<<31 && lo%2048 == 0 && field(layout.GStartPC) != 0, nil
}
