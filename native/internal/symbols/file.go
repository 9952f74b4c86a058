// Package symbols finds, in an executable and in the memory of the process that runs it, where the Go runtime keeps what the
// sampler reads: its tables and variables. Takes any bytes: executables and memory are foreign.
package symbols

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// maxSection bounds what one section may make us hold: pclntab and symbols of the largest programs are below 200 MB.
const maxSection = 1 << 30

// File is an ELF executable.
type File struct {
	elf  *elf.File
	Arch string // as GOARCH
}

// Symbol is a variable or function, with its address as linked.
type Symbol struct{ Addr, Size uint64 }

// guard turns a panic into an error: debug/elf and debug/dwarf are documented as not hardened.
func guard(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("the executable is damaged: %v", cause)
	}
}

// Open reads the headers.
func Open(executable io.ReaderAt) (file *File, err error) {
	defer guard(&err)
	read, err := elf.NewFile(executable)
	if err != nil {
		return nil, err
	}
	f := &File{elf: read}
	switch {
	case read.Class != elf.ELFCLASS64 || read.Data != elf.ELFDATA2LSB:
		return nil, errors.New("it is no 64-bit little-endian program")
	case read.Machine == elf.EM_X86_64:
		f.Arch = "amd64"
	case read.Machine == elf.EM_AARCH64:
		f.Arch = "arm64"
	default:
		return nil, fmt.Errorf("it is for the processor %v", read.Machine)
	}
	return f, nil
}

// Entry is the first instruction, as linked.
func (f *File) Entry() uint64 { return f.elf.Entry }

// Symbols looks names up in the symbol table. A stripped program has none: then nothing is found, without an error.
func (f *File) Symbols(names ...string) (found map[string]Symbol, err error) {
	defer guard(&err)
	found = map[string]Symbol{}
	table := f.elf.SectionByType(elf.SHT_SYMTAB)
	if table == nil || table.Link == 0 || int(table.Link) >= len(f.elf.Sections) {
		return found, nil
	}
	symbols, err := sectionBytes(table)
	if err != nil {
		return nil, err
	}
	strings, err := sectionBytes(f.elf.Sections[table.Link])
	if err != nil {
		return nil, err
	}
	for at := 0; at+elf.Sym64Size <= len(symbols) && len(found) < len(names); at += elf.Sym64Size {
		symbol := symbols[at:]
		name := uint64(binary.LittleEndian.Uint32(symbol))
		for _, wanted := range names {
			end := name + uint64(len(wanted))
			if end < uint64(len(strings)) && strings[end] == 0 && string(strings[name:end]) == wanted {
				found[wanted] = Symbol{binary.LittleEndian.Uint64(symbol[8:]), binary.LittleEndian.Uint64(symbol[16:])}
			}
		}
	}
	return found, nil
}

func sectionBytes(s *elf.Section) ([]byte, error) {
	if s.Size > maxSection || s.FileSize > maxSection {
		return nil, fmt.Errorf("section %s says it has %d bytes", s.Name, s.Size)
	}
	return s.Data()
}

// Pclntab gives the table of functions and its address as linked.
func (f *File) Pclntab() (data []byte, addr uint64, err error) {
	defer guard(&err)
	for _, name := range []string{".gopclntab", ".data.rel.ro.gopclntab"} {
		if section := f.elf.Section(name); section != nil {
			data, err = sectionBytes(section)
			return data, section.Addr, err
		}
	}
	// Linked by another linker or without section headers: the mark, in what is loaded and not code.
	for _, segment := range f.elf.Progs {
		if segment.Type != elf.PT_LOAD || segment.Flags&elf.PF_X != 0 || segment.Filesz > maxSection {
			continue
		}
		text, err := io.ReadAll(io.NewSectionReader(segment, 0, int64(segment.Filesz)))
		if err != nil {
			return nil, 0, err
		}
		for at := 0; at+8 <= len(text); at += 8 {
			if looksLikePclntab(text[at:]) {
				return text[at:], segment.Vaddr + uint64(at), nil
			}
		}
	}
	return nil, 0, errors.New("it has no table of Go functions (packed or obfuscated?)")
}

// looksLikePclntab: the mark, pads, instruction and pointer sizes, and offsets in rising order.
func looksLikePclntab(b []byte) bool {
	magic := binary.LittleEndian.Uint32(b)
	if (magic != 0xfffffff0 && magic != 0xfffffff1) || b[4] != 0 || b[5] != 0 || (b[6] != 1 && b[6] != 4) || b[7] != 8 || len(b) < 72 {
		return false
	}
	last := uint64(0)
	for i := 3; i < 8; i++ {
		offset := binary.LittleEndian.Uint64(b[8+8*i:])
		if offset < last || offset > uint64(len(b)) {
			return false
		}
		last = offset
	}
	return last > 0
}

// ModuleSection is where `.go.module` (Go 1.26 and newer) puts moduledata, as linked.
func (f *File) ModuleSection() (uint64, bool) {
	section := f.elf.Section(".go.module")
	if section == nil {
		return 0, false
	}
	return section.Addr, true
}

// Segment is a loaded part of the program, as linked.
type Segment struct {
	Addr, Size uint64
	Code       bool
}

// Segments are the loaded parts.
func (f *File) Segments() []Segment {
	var segments []Segment
	for _, segment := range f.elf.Progs {
		if segment.Type == elf.PT_LOAD && segment.Memsz < math.MaxInt64 {
			segments = append(segments, Segment{segment.Vaddr, segment.Memsz, segment.Flags&elf.PF_X != 0})
		}
	}
	return segments
}

// ErrTooLarge says that the debug information would take more memory than the caller allows.
var ErrTooLarge = errors.New("its debug information is too large")

// DWARF is the debug information with the places where its compile units begin (nil where they are not known): nil without an
// error where the program has none.
func (f *File) DWARF(limit uint64) (data *dwarf.Data, units []dwarf.Offset, err error) {
	defer guard(&err)
	total, present := uint64(0), false
	for _, section := range f.elf.Sections {
		switch section.Name {
		case ".debug_info", ".zdebug_info":
			present = true
		case ".debug_abbrev", ".debug_str", ".debug_line", ".debug_ranges", ".debug_rnglists", ".debug_addr", ".debug_str_offsets",
			".debug_line_str", ".debug_types", ".zdebug_abbrev", ".zdebug_str", ".zdebug_line", ".zdebug_ranges":
		default:
			continue
		}
		// Size is that after decompression.
		if section.Size > limit || total+section.Size > limit {
			return nil, nil, ErrTooLarge
		}
		total += section.Size
	}
	if !present {
		return nil, nil, nil
	}
	if section := f.elf.Section(".debug_info"); section != nil {
		info, err := sectionBytes(section)
		if err != nil {
			return nil, nil, err
		}
		units = unitOffsets(info)
	}
	data, err = f.elf.DWARF()
	return data, units, err
}

// unitOffsets reads the headers of compile units (DWARF 5, 7.5.1.1): where the first entry of each is.
func unitOffsets(info []byte) []dwarf.Offset {
	var offsets []dwarf.Offset
	for at := uint64(0); at+12 <= uint64(len(info)); {
		length := uint64(binary.LittleEndian.Uint32(info[at:]))
		header := uint64(11)
		if binary.LittleEndian.Uint16(info[at+4:]) >= 5 {
			header = 12
		}
		if length >= 0xfffffff0 { // 64-bit DWARF, which Go does not write
			return nil
		}
		offsets = append(offsets, dwarf.Offset(at+header))
		at += 4 + length
	}
	return offsets
}
