package core

import (
	"bytes"
	"encoding/binary"
	"testing"
)

var little = binary.LittleEndian

// build makes a core file of amd64 with one note segment and parts of memory that follow each other in the file.
func build(notes []byte, parts ...segment) []byte {
	raw := make([]byte, headerBytes)
	copy(raw, "\x7fELF\x02\x01\x01")
	little.PutUint16(raw[16:], typeCore)
	little.PutUint16(raw[18:], machineAMD64)
	little.PutUint64(raw[32:], headerBytes)
	little.PutUint16(raw[54:], programBytes)
	little.PutUint16(raw[56:], uint16(1+len(parts)))
	at := uint64(headerBytes + programBytes*(1+len(parts)))
	add := func(kind uint32, s segment) {
		raw = little.AppendUint32(little.AppendUint32(raw, kind), s.flags)
		for _, word := range []uint64{at, s.addr, 0, s.kept, s.size, 1} {
			raw = little.AppendUint64(raw, word)
		}
		at += s.kept
	}
	add(typeNote, segment{kept: uint64(len(notes))})
	for _, s := range parts {
		add(typeLoad, s)
	}
	raw = append(raw, notes...)
	for i, s := range parts {
		raw = append(raw, bytes.Repeat([]byte{byte(i + 1)}, int(s.kept))...)
	}
	return raw
}

func note(owner string, kind uint32, data []byte) []byte {
	raw := little.AppendUint32(little.AppendUint32(little.AppendUint32(nil, uint32(len(owner)+1)), uint32(len(data))), kind)
	raw = append(append(raw, owner...), make([]byte, 4-len(owner)%4)...)
	return append(append(raw, data...), make([]byte, -len(data)&3)...)
}

func status(thread uint32, sp uint64) []byte {
	raw := make([]byte, statusRegisters+8*27+8)
	little.PutUint32(raw[statusPid:], thread)
	little.PutUint64(raw[statusRegisters+8*19:], sp)
	return raw
}

func whole() []byte {
	notes := note("CORE", noteStatus, status(7, 0x7000))
	notes = append(notes, note("LINUX", noteXState, make([]byte, 832))...)
	notes = append(notes, note("CORE", noteAuxv, append(little.AppendUint64(little.AppendUint64(nil, auxvEntry), 0x401000), make([]byte, 16)...))...)
	notes = append(notes, note("CORE", noteStatus, status(8, 0x8000))...)
	return build(notes, segment{addr: 0x3000, size: 0x1000, kept: 0x1000, flags: 6}, segment{addr: 0x1000, size: 0x2000, kept: 0x800, flags: 4})
}

func TestHeaders(t *testing.T) {
	raw := whole()
	h, err := readHeaders(bytes.NewReader(raw), uint64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if h.entry != 0x401000 || len(h.threads) != 2 || h.threads[7].SP != 0x7000 || h.threads[8].SP != 0x8000 ||
		len(h.threads[7].Words) != 27+104 || h.withoutVectors != 1 || h.odd || len(h.segments) != 2 || h.segments[0].addr != 0x1000 {
		t.Errorf("%+v", h)
	}
}

// TestCutHeaders: every beginning of a file is an error or headers that claim no more than there is of the lists.
func TestCutHeaders(t *testing.T) {
	raw := whole()
	for n := range len(raw) {
		h, err := readHeaders(bytes.NewReader(raw[:n]), uint64(n))
		if (err == nil) != (n >= len(raw)-0x1800) {
			t.Fatalf("%d of %d: %v, %+v", n, len(raw), err, h)
		}
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add(whole())
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := readHeaders(bytes.NewReader(raw), uint64(len(raw)))
		if err != nil {
			return
		}
		file := &File{headers: h, size: uint64(len(raw))}
		file.judge()
		for i := 1; i < len(h.segments); i++ {
			before := h.segments[i-1]
			if h.segments[i].addr < before.addr || !h.odd && h.segments[i].addr < before.addr+before.size {
				t.Fatalf("%+v", h.segments)
			}
		}
	})
}
