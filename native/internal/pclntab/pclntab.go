// Package pclntab decodes the table in which a Go program (1.18 to 1.27) says which function, file and line an address belongs
// to, how large a frame is there and which calls were inlined. debug/gosym reads the same table without inlining and frame
// sizes. Source: src/runtime/{symtab,symtabinl}.go, cmd/link/internal/ld/pcln.go. Takes any bytes.
package pclntab

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sort"
	"strings"
)

const (
	magic118 = 0xfffffff0
	magic120 = 0xfffffff1

	headerSize = 8 + 8*8
	entrySize  = 8

	pcdataInlTreeIndex = 2
	funcdataInlTree    = 3

	// maxInlined bounds the calls inlined into one instruction; the compiler stays far below.
	maxInlined = 512
	maxName    = 64 << 10
)

// FuncData reads bytes at an offset from where the module keeps data of functions (moduledata.gofunc), false when that fails.
type FuncData func(offset uint64, into []byte) bool

// Table is the decoded header. It keeps the bytes.
type Table struct {
	old      bool // 1.18, 1.19
	quantum  uint64
	count    int
	text     uint64
	names    []byte
	cu       []byte
	files    []byte
	pc       []byte
	funcs    []byte
	funcdata FuncData
	wrapper  uint8
}

// Parse reads the header. text is moduledata.text where the program runs; minor is N of go1.N.
func Parse(data []byte, text uint64, minor int, funcdata FuncData) (*Table, error) {
	if len(data) < headerSize {
		return nil, fmt.Errorf("pclntab: %d bytes", len(data))
	}
	t := &Table{text: text, funcdata: funcdata, wrapper: wrapperID(minor)}
	switch magic := binary.LittleEndian.Uint32(data); magic {
	case magic118:
		t.old = true
	case magic120:
	default:
		return nil, fmt.Errorf("pclntab: mark %#x is of no version from Go 1.18 to 1.27", magic)
	}
	t.quantum = uint64(data[6])
	if data[7] != 8 || (t.quantum != 1 && t.quantum != 4) {
		return nil, fmt.Errorf("pclntab: pointers of %d bytes, instructions of %d", data[7], t.quantum)
	}
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(data[8+8*i:]) }
	// nfunc, nfiles, textStart, then five offsets in rising order.
	nfunc := word(0)
	parts := make([][]byte, 0, 5)
	for i := range 5 {
		start, end := word(3+i), uint64(len(data))
		if i < 4 {
			end = word(4 + i)
		}
		if start > end || end > uint64(len(data)) {
			return nil, fmt.Errorf("pclntab: part %d is [%d, %d) of %d bytes", i, start, end, len(data))
		}
		parts = append(parts, data[start:end])
	}
	t.names, t.cu, t.files, t.pc, t.funcs = parts[0], parts[1], parts[2], parts[3], parts[4]
	if nfunc == 0 || nfunc > uint64(len(t.funcs))/entrySize || nfunc*entrySize+4 > uint64(len(t.funcs)) {
		return nil, fmt.Errorf("pclntab: %d functions in %d bytes", nfunc, len(t.funcs))
	}
	t.count = int(nfunc)
	return t, nil
}

// wrapperID is abi.FuncIDWrapper: the last special function, which moves when one is added.
func wrapperID(minor int) uint8 {
	switch {
	case minor <= 21:
		return 21
	case minor <= 24:
		return 22
	}
	return 23
}

// Count of functions.
func (t *Table) Count() int { return t.count }

func (t *Table) entry(i int) uint64 {
	return t.text + uint64(binary.LittleEndian.Uint32(t.funcs[i*entrySize:]))
}

// Func is a function with code of its own.
type Func struct {
	// Entry to End is its code, as the program runs.
	Entry, End uint64
	ID         uint8
	Flags      uint8

	record    []byte
	nameOff   uint32
	pcsp      uint32
	pcfile    uint32
	pcln      uint32
	cu        uint32
	startLine int32
	npcdata   uint32
	nfuncdata uint8
	tail      int // where pcdata begins in record
}

// Func finds the function at pc.
func (t *Table) Func(pc uint64) (Func, bool) {
	if pc < t.entry(0) {
		return Func{}, false
	}
	i := sort.Search(t.count, func(i int) bool { return t.entry(i) > pc }) - 1
	end := t.entry(i + 1) // the table has one entry more, where the code ends
	if i < 0 || pc >= end {
		return Func{}, false
	}
	return t.at(i)
}

// At is function i of Count.
func (t *Table) At(i int) (Func, bool) {
	if i < 0 || i >= t.count {
		return Func{}, false
	}
	return t.at(i)
}

func (t *Table) at(i int) (Func, bool) {
	f := Func{Entry: t.entry(i), End: t.entry(i + 1)}
	offset := binary.LittleEndian.Uint32(t.funcs[i*entrySize+4:])
	size := 44
	if t.old {
		size = 40
	}
	if uint64(offset)+uint64(size) > uint64(len(t.funcs)) {
		return Func{}, false
	}
	f.record = t.funcs[offset:]
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(f.record[at:]) }
	f.nameOff, f.pcsp, f.pcfile, f.pcln, f.npcdata, f.cu = word(4), word(16), word(20), word(24), word(28), word(32)
	f.startLine = -1
	if !t.old {
		f.startLine = int32(word(36))
	}
	f.ID, f.Flags, f.nfuncdata = f.record[size-4], f.record[size-3], f.record[size-1]
	f.tail = size
	if uint64(size)+4*(uint64(f.npcdata)+uint64(f.nfuncdata)) > uint64(len(f.record)) {
		return Func{}, false
	}
	return f, true
}

// Name of the function, with `[...]` for type arguments as Go prints it.
func (t *Table) Name(f Func) string { return t.name(f.nameOff) }

func (t *Table) name(offset uint32) string { return shorten(cString(t.names, uint64(offset))) }

func shorten(name string) string {
	open := strings.IndexByte(name, '[')
	last := strings.LastIndexByte(name, ']')
	if open < 0 || last <= open {
		return name
	}
	return name[:open] + "[...]" + name[last+1:]
}

func cString(table []byte, offset uint64) string {
	if offset >= uint64(len(table)) {
		return "?"
	}
	rest := table[offset:]
	rest = rest[:min(len(rest), maxName)]
	end := bytes.IndexByte(rest, 0)
	if end < 0 {
		return "?"
	}
	return strings.ToValidUTF8(string(rest[:end]), "\uFFFD")
}

// value looks pc up in a table of (value, length) steps, false where the table says nothing.
func (t *Table) value(f Func, offset uint32, pc uint64) (int32, bool) {
	if offset == 0 || uint64(offset) >= uint64(len(t.pc)) {
		return -1, false
	}
	rest := t.pc[offset:]
	at, value := f.Entry, int32(-1)
	for first := true; ; first = false {
		delta, n := uvarint32(rest)
		if n == 0 || (delta == 0 && !first) {
			return -1, false
		}
		rest = rest[n:]
		value += int32(-(delta & 1) ^ (delta >> 1))
		step, n := uvarint32(rest)
		if n == 0 {
			return -1, false
		}
		rest = rest[n:]
		at += uint64(step) * t.quantum
		if pc < at {
			return value, true
		}
	}
}

func uvarint32(b []byte) (value uint32, n int) {
	for shift := uint(0); n < len(b) && n < 5; shift += 7 {
		c := b[n]
		n++
		value |= uint32(c&0x7f) << (shift & 31)
		if c&0x80 == 0 {
			return value, n
		}
	}
	return 0, 0
}

// FrameSize is how far the stack pointer is below its value at the function's entry, at the instruction pc.
func (t *Table) FrameSize(f Func, pc uint64) (uint64, bool) {
	size, ok := t.value(f, f.pcsp, pc)
	return uint64(uint32(size)), ok && size >= 0
}

// Line is one call at an address: the function with code of its own comes last, those inlined into it before.
type Line struct {
	Function string
	File     string
	// Line is 0 where the table knows none; StartLine, of the function, is -1 before Go 1.20.
	Line, StartLine int32
	Inlined         bool
	// Wrapper: written by the compiler, between a call and what is called.
	Wrapper bool
}

// Lines expands what was inlined at pc, innermost first. pc is inside the instruction: for a return address, the address before.
func (t *Table) Lines(f Func, pc uint64) []Line {
	var lines []Line
	tree, hasTree := t.inlineTree(f)
	for range maxInlined {
		file, line := t.FileLine(f, pc)
		index := int32(-1)
		if hasTree && f.npcdata > pcdataInlTreeIndex {
			table := binary.LittleEndian.Uint32(f.record[f.tail+4*pcdataInlTreeIndex:])
			if value, ok := t.value(f, table, pc); ok {
				index = value
			}
		}
		call, ok := t.inlined(tree, index)
		if !ok {
			return append(lines, Line{t.Name(f), file, line, f.startLine, false, f.ID == t.wrapper})
		}
		lines = append(lines, Line{t.name(call.name), file, line, call.startLine, true, call.id == t.wrapper})
		pc = f.Entry + uint64(call.parentPC)
	}
	file, line := t.FileLine(f, pc)
	return append(lines, Line{t.Name(f), file, line, f.startLine, false, f.ID == t.wrapper})
}

// FileLine is the innermost place at pc.
func (t *Table) FileLine(f Func, pc uint64) (string, int32) {
	number, ok := t.value(f, f.pcfile, pc)
	line, lineOK := t.value(f, f.pcln, pc)
	if !ok || !lineOK || number < 0 || line < 0 {
		return "?", 0
	}
	at := (uint64(f.cu) + uint64(uint32(number))) * 4
	if at+4 > uint64(len(t.cu)) {
		return "?", 0
	}
	offset := binary.LittleEndian.Uint32(t.cu[at:])
	if offset == ^uint32(0) {
		return "?", 0
	}
	return cString(t.files, uint64(offset)), line
}

func (t *Table) inlineTree(f Func) (uint64, bool) {
	if f.nfuncdata <= funcdataInlTree || t.funcdata == nil {
		return 0, false
	}
	at := f.tail + 4*(int(f.npcdata)+funcdataInlTree)
	offset := binary.LittleEndian.Uint32(f.record[at:])
	return uint64(offset), offset != ^uint32(0)
}

type inlinedCall struct {
	id        uint8
	name      uint32
	parentPC  uint32
	startLine int32
}

func (t *Table) inlined(tree uint64, index int32) (inlinedCall, bool) {
	if index < 0 {
		return inlinedCall{}, false
	}
	var entry [20]byte
	if t.old {
		if !t.funcdata(tree+uint64(index)*20, entry[:]) {
			return inlinedCall{}, false
		}
		word := func(at int) uint32 { return binary.LittleEndian.Uint32(entry[at:]) }
		return inlinedCall{entry[2], word(12), word(16), -1}, true
	}
	if !t.funcdata(tree+uint64(index)*16, entry[:16]) {
		return inlinedCall{}, false
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(entry[at:]) }
	return inlinedCall{entry[0], word(4), word(8), int32(word(12))}, true
}
