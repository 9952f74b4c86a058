package pclntab

import "encoding/binary"

// What the compiler says of frames for the garbage collector (internal/abi/symtab.go): the same numbers from Go 1.18 to 1.27.
const (
	pcdataStackMapIndex   = 1
	funcdataArgsPointers  = 0
	funcdataLocalPointers = 1
	funcdataStackObjects  = 2

	// maxMapBits: a frame of 1 MB, beyond which variables are put on the heap; damaged data claims more.
	maxMapBits = 1 << 17
	maxObjects = 1 << 12
)

// StackObject is a variable of a frame whose address is taken. Offset is from the end of the locals where it is negative, else from the arguments.
type StackObject struct{ Offset, Size int32 }

// StackMap says which words of a frame hold pointers that are still used. Bit i of Locals is the word len-i before the end of the locals; bit i
// of Args the i-th word of the arguments.
type StackMap struct {
	Locals, Args []bool
	Objects      []StackObject
	// Typed: the compiler said something of the locals; a frame that has some and is not typed may use all of them.
	Typed bool
}

// StackMap looks up the map of a function at the return address pc. ok is false where there is none, or it makes no sense: then every word
// may be used.
func (t *Table) StackMap(f Func, pc uint64) (found StackMap, ok bool) {
	index := int32(-1)
	if pc != f.Entry && f.npcdata > pcdataStackMapIndex {
		offset := binary.LittleEndian.Uint32(f.record[f.tail+4*pcdataStackMapIndex:])
		if value, told := t.value(f, offset, pc-1); told {
			index = value
		}
	}
	// The runtime takes the first map where none is told.
	index = max(index, 0)
	var hasArgs bool
	if found.Locals, found.Typed, ok = t.bitmap(f, funcdataLocalPointers, index); !ok {
		return found, false
	}
	if found.Args, hasArgs, ok = t.bitmap(f, funcdataArgsPointers, index); !ok {
		return found, false
	}
	if found.Objects, ok = t.stackObjects(f); !ok {
		return found, false
	}
	return found, hasArgs || f.argBytes() == 0
}

// argBytes is the size of the arguments, negative where it is not known.
func (f Func) argBytes() int32 { return int32(binary.LittleEndian.Uint32(f.record[8:])) }

func (t *Table) dataOffset(f Func, kind int) (uint64, bool) {
	if int(f.nfuncdata) <= kind || t.funcdata == nil {
		return 0, false
	}
	offset := binary.LittleEndian.Uint32(f.record[f.tail+4*(int(f.npcdata)+kind):])
	return uint64(offset), offset != ^uint32(0)
}

// bitmap reads map index of a set: n int32, bits int32, then n maps of whole bytes. has is false where there is no set.
func (t *Table) bitmap(f Func, kind int, index int32) (set []bool, has, ok bool) {
	offset, has := t.dataOffset(f, kind)
	if !has {
		return nil, false, true
	}
	var header [8]byte
	if !t.funcdata(offset, header[:]) {
		return nil, true, false
	}
	n, bits := int32(binary.LittleEndian.Uint32(header[:])), int32(binary.LittleEndian.Uint32(header[4:]))
	switch {
	case n <= 0 || bits < 0 || bits > maxMapBits:
		return nil, true, false
	case bits == 0:
		return nil, true, true
	case index >= n:
		return nil, true, false
	}
	raw := make([]byte, (bits+7)/8)
	if !t.funcdata(offset+8+uint64(index)*uint64(len(raw)), raw) {
		return nil, true, false
	}
	set = make([]bool, bits)
	for i := range set {
		set[i] = raw[i/8]&(1<<(i%8)) != 0
	}
	return set, true, true
}

// stackObjects: their number as a word, then records of 16 bytes that begin with offset and size.
func (t *Table) stackObjects(f Func) ([]StackObject, bool) {
	offset, has := t.dataOffset(f, funcdataStackObjects)
	if !has {
		return nil, true
	}
	var count [8]byte
	if !t.funcdata(offset, count[:]) {
		return nil, false
	}
	n := binary.LittleEndian.Uint64(count[:])
	if n > maxObjects {
		return nil, false
	}
	raw := make([]byte, 16*n)
	if !t.funcdata(offset+8, raw) {
		return nil, false
	}
	objects := make([]StackObject, n)
	for i := range objects {
		objects[i] = StackObject{int32(binary.LittleEndian.Uint32(raw[16*i:])), int32(binary.LittleEndian.Uint32(raw[16*i+4:]))}
	}
	return objects, true
}
