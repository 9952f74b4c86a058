package reach

import "encoding/binary"

// filter is a set of pages, each by 17 bits of its number: those of a heap of 1 GB differ. It may answer true for others, never false for one of
// its own. Bytes, as looking up bits takes twice as long.
type filter [1 << classBits]uint8

const classBits = 17

// class is the place of an address. Nil and small numbers have one that pages of a heap hardly have.
func class(addr uint64) uint64 { return (addr>>pageShift ^ addr>>29) & (1<<classBits - 1) }

func (f *filter) add(addr, size uint64) {
	for page := addr &^ (1<<pageShift - 1); page < addr+size; page += 1 << pageShift {
		f[class(page)] = 1
	}
}

// search appends the words that are addresses of the inside.
func (f *fence) search(h *heap, bytes []byte, into []uint64) []uint64 {
	set := f.filter
	for ; len(bytes) >= 32; bytes = bytes[32:] {
		a, b := class(binary.LittleEndian.Uint64(bytes)), class(binary.LittleEndian.Uint64(bytes[8:]))
		c, d := class(binary.LittleEndian.Uint64(bytes[16:])), class(binary.LittleEndian.Uint64(bytes[24:]))
		if set[a]|set[b]|set[c]|set[d] != 0 {
			into = f.searchSlowly(h, bytes[:32], into)
		}
	}
	return f.searchSlowly(h, bytes, into)
}

func (f *fence) searchSlowly(h *heap, bytes []byte, into []uint64) []uint64 {
	for ; len(bytes) >= wordBytes; bytes = bytes[wordBytes:] {
		addr := binary.LittleEndian.Uint64(bytes)
		if index, ok := h.indexOf(addr); ok && f.kept[index] && f.inside(h, index, addr) {
			into = append(into, addr)
		}
	}
	return into
}
