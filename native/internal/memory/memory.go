// Package memory is how the decoders see another process: ranges of its address space, each of which may fail to be read. Who
// reads it for real is internal/target; tests and recordings read from bytes.
package memory

import "encoding/binary"

// Range is one piece to read: len(Into) bytes at Addr. OK says afterwards whether all of it was read.
type Range struct {
	Addr uint64
	Into []byte
	OK   bool
}

// Reader reads ranges. The error is about the process (it ended, it may not be read); a range that cannot be read is only not OK.
type Reader interface {
	Read(ranges []Range) error
}

// Forker is a Reader that gives others of the same process, for use beside it.
type Forker interface {
	Reader
	Fork() Reader
}

// Bytes reads one range.
func Bytes(r Reader, addr uint64, into []byte) (bool, error) {
	ranges := []Range{{Addr: addr, Into: into}}
	err := r.Read(ranges)
	return ranges[0].OK, err
}

// Word reads a little-endian word.
func Word(r Reader, addr uint64) (uint64, bool, error) {
	var word [8]byte
	ok, err := Bytes(r, addr, word[:])
	return binary.LittleEndian.Uint64(word[:]), ok, err
}

// String reads a Go string of at most limit bytes, given the address of its header; cut or unreadable ones are not ok.
func String(r Reader, header uint64, limit uint64) (string, bool, error) {
	var words [16]byte
	ok, err := Bytes(r, header, words[:])
	if !ok || err != nil {
		return "", false, err
	}
	return StringAt(r, binary.LittleEndian.Uint64(words[:]), binary.LittleEndian.Uint64(words[8:]), limit)
}

// StringAt reads length bytes, at most limit.
func StringAt(r Reader, addr, length, limit uint64) (string, bool, error) {
	if length == 0 {
		return "", true, nil
	}
	if length > limit {
		return "", false, nil
	}
	text := make([]byte, length)
	ok, err := Bytes(r, addr, text)
	return string(text), ok, err
}

// Image is memory that is one run of bytes, for tests and fuzzing.
type Image struct {
	Base  uint64
	Bytes []byte
}

// Read answers what lies inside the image.
func (i Image) Read(ranges []Range) error {
	for n := range ranges {
		r := &ranges[n]
		offset := r.Addr - i.Base
		size := uint64(len(i.Bytes))
		r.OK = r.Addr >= i.Base && offset <= size && uint64(len(r.Into)) <= size-offset
		if r.OK {
			copy(r.Into, i.Bytes[offset:])
		}
	}
	return nil
}
