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

// searchStep bytes are looked at together.
const searchStep = 8 * wordBytes

// search appends the words that are addresses of the inside.
func (f *fence) search(h *heap, bytes []byte, into []uint64) []uint64 {
	set := f.filter
	at := func(bytes *[searchStep]byte, n int) uint8 {
		return set[class(binary.LittleEndian.Uint64(bytes[n*wordBytes:]))]
	}
	for ; len(bytes) >= searchStep; bytes = bytes[searchStep:] {
		b := (*[searchStep]byte)(bytes)
		if at(b, 0)|at(b, 1)|at(b, 2)|at(b, 3)|at(b, 4)|at(b, 5)|at(b, 6)|at(b, 7) != 0 {
			into = f.searchSlowly(h, b[:], into)
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
