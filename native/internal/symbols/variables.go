package symbols

import (
	"cmp"
	"debug/elf"
	"encoding/binary"
	"slices"
)

// Variable is what a symbol calls a place in memory: Offset bytes into Name.
type Variable struct {
	Name   string
	Offset uint64
}

// Variables names the variables that addresses lie in, as linked. Addresses in none are missing; a stripped program has no names.
func (f *File) Variables(addrs []uint64) (found map[uint64]Variable, err error) {
	defer guard(&err)
	found = map[uint64]Variable{}
	table := f.elf.SectionByType(elf.SHT_SYMTAB)
	if len(addrs) == 0 || table == nil || table.Link == 0 || int(table.Link) >= len(f.elf.Sections) {
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
	sorted := slices.Clone(addrs)
	slices.Sort(sorted)
	const maxName = 1 << 10
	for at := 0; at+elf.Sym64Size <= len(symbols); at += elf.Sym64Size {
		symbol := symbols[at:]
		if elf.ST_TYPE(symbol[4]) != elf.STT_OBJECT {
			continue
		}
		start, size := binary.LittleEndian.Uint64(symbol[8:]), binary.LittleEndian.Uint64(symbol[16:])
		first, _ := slices.BinarySearchFunc(sorted, start, cmp.Compare[uint64])
		for ; first < len(sorted) && sorted[first]-start < size; first++ {
			name := uint64(binary.LittleEndian.Uint32(symbol))
			if name >= uint64(len(strings)) {
				continue
			}
			text := strings[name:min(uint64(len(strings)), name+maxName)]
			if end := slices.Index(text, 0); end >= 0 {
				text = text[:end]
			}
			found[sorted[first]] = Variable{string(text), sorted[first] - start}
		}
	}
	return found, nil
}
