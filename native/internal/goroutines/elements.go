package goroutines

import (
	"encoding/binary"
	"slices"

	"parkscope/native/internal/memory"
)

// abi.Type on 64-bit systems, the same from Go 1.18 to 1.27: size, pointer bytes, hash u32, flags u8 …, equal, GC data, name i32.
const (
	typeFlags     = 20
	typeName      = 40
	typeSize      = 48
	typeExtraStar = 2
	// maxTypeName is how long a type's name may be to be read: those of large struct literals are of no use.
	maxTypeName = 256
)

// readElements names the element types of channels. Types made by reflection are in no module and stay without a name.
func (r *waitReader) readElements() error {
	indexes := make([]int, 0, len(r.elements))
	for index := range r.elements {
		indexes = append(indexes, index)
	}
	slices.Sort(indexes)
	for _, index := range indexes {
		name, err := r.typeName(r.elements[index])
		if err != nil {
			return err
		}
		r.Objects[index].Type = name
	}
	return nil
}

// maxTypes bounds the types that are named: a program has some hundred as elements of channels.
const maxTypes = 1 << 16

// typeName reads the name of a type as reflect has it (`ingest.Event`, `*http.Request`); empty when it cannot be read.
func (p *Program) typeName(addr uint64) (string, error) {
	if name, known := p.types[addr]; known {
		return name, nil
	}
	if len(p.types) >= maxTypes {
		return "", nil
	}
	name, err := p.readTypeName(addr)
	if err != nil {
		return "", err
	}
	if p.types == nil {
		p.types = map[uint64]string{}
	}
	p.types[addr] = name
	return name, nil
}

func (p *Program) readTypeName(addr uint64) (string, error) {
	if addr < p.module.Types || addr >= p.module.Etypes || addr%8 != 0 {
		return "", nil
	}
	var raw [typeSize]byte
	if ok, err := memory.Bytes(p.mem, addr, raw[:]); err != nil || !ok {
		return "", err
	}
	// A name is a byte of flags, its length as a varint, its bytes.
	at := p.module.Types + uint64(binary.LittleEndian.Uint32(raw[typeName:]))
	if at <= p.module.Types || at >= p.module.Etypes {
		return "", nil
	}
	text := make([]byte, min(p.module.Etypes-at, maxTypeName+4))
	if ok, err := memory.Bytes(p.mem, at, text); err != nil || !ok || len(text) < 2 {
		return "", err
	}
	length, width := binary.Uvarint(text[1:min(len(text), 4)])
	text = text[1+max(width, 0):]
	if width <= 0 || length == 0 {
		return "", nil
	}
	cut := ""
	if length > uint64(min(len(text), maxTypeName)) {
		length, cut = uint64(min(len(text), maxTypeName)), "…"
	}
	name := string(text[:length])
	if raw[typeFlags]&typeExtraStar != 0 && name[0] == '*' {
		name = name[1:]
	}
	return clean(name) + cut, nil
}
