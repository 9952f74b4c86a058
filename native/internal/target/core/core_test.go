package core

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"parkscope/native/internal/wire"
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

// TestCommand: the kernel keeps the beginning of the command line, with blanks between its words; whatever it is, it is text.
func TestCommand(t *testing.T) {
	for _, c := range []struct{ kept, command string }{
		{"/srv/ingestd -listen :80 ", "/srv/ingestd -listen :80"}, {"", ""}, {"a\xffb\x00c", "a\uFFFDb"},
	} {
		info := make([]byte, infoCommand+commandBytes)
		little.PutUint32(info[infoPid:], 4711)
		copy(info[infoCommand:], c.kept)
		raw := build(note("CORE", noteInfo, info))
		h, err := readHeaders(bytes.NewReader(raw), uint64(len(raw)))
		if err != nil || h.pid != 4711 || h.command != c.command {
			t.Errorf("%q: %+v, %v", c.kept, h, err)
		}
	}
}

// TestLeftOut: memory that was not written, as the kernel's filter asks for, is another answer than a file that was cut; nothing at all where only
// what cannot be written is not there.
func TestLeftOut(t *testing.T) {
	failed := &wire.Error{Code: wire.CodeUnsupportedGo, Message: "no goroutines", Hint: "ask the program"}
	vectors := note("LINUX", noteXState, make([]byte, 832))
	notes := append(note("CORE", noteStatus, status(7, 0x7000)), vectors...)
	code := segment{addr: 0x1000, size: 0x1000, flags: 5}
	heap := segment{addr: 0x3000, size: 0x2000, kept: 0x2000, flags: 6}
	none := segment{addr: 0x3000, size: 0x2000, flags: 6}
	vast := segment{addr: 0x10000, size: 1 << 63, flags: 6}
	for _, c := range []struct {
		name     string
		parts    []segment
		cut      int
		partial  bool
		unproven bool
		hint     string
	}{
		{"whole", []segment{code, heap}, 0, false, false, "ask the program"},
		{"left out", []segment{code, none}, 0, true, false, "8192 of 8192 bytes that the program could write were left out"},
		{"more than there is", []segment{none, vast, {addr: 1<<63 + 0x10000, size: 1<<63 - 0x20000, flags: 6}}, 0, true, false, "were left out"},
		{"cut", []segment{code, heap}, 0x100, false, true, "was cut: 256 bytes"},
	} {
		raw := build(notes, c.parts...)
		raw = raw[:len(raw)-c.cut]
		h, err := readHeaders(bytes.NewReader(raw), uint64(len(raw)))
		if err != nil {
			t.Fatal(c.name, err)
		}
		f := &File{headers: h, size: uint64(len(raw))}
		f.judge()
		var told *wire.Error
		if !errors.As(f.Because(failed), &told) || told.Message != failed.Message || !strings.Contains(told.Hint, c.hint) {
			t.Errorf("%s: %+v", c.name, told)
		}
		if f.Holed() != c.unproven || f.Partial() != c.partial || (f.Unproven() != "") != c.unproven || (len(f.Notes()) > 0) != (c.partial || c.unproven) {
			t.Errorf("%s: partial %v, %q, %q", c.name, f.Partial(), f.Unproven(), f.Notes())
		}
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
