package perfprof

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"sort"
	"strings"

	"parkscope/native/internal/pclntab"
)

// profile is what a pprof document is made of (github.com/google/pprof, proto/profile.proto).
type profile struct {
	stacks     *stacks
	mappings   []mapping
	resolve    func(pc uint64) []pclntab.Line
	timeNs     int64
	durationNs int64
	periodNs   uint64
	comments   []string
}

// message is a protobuf message that grows.
type message []byte

func (m *message) number(field int, value uint64) {
	if value != 0 {
		*m = binary.AppendUvarint(*m, uint64(field)<<3)
		*m = binary.AppendUvarint(*m, value)
	}
}

func (m *message) bytes(field int, value []byte) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2)
	*m = binary.AppendUvarint(*m, uint64(len(value)))
	*m = append(*m, value...)
}

func (m *message) packed(field int, values []uint64) {
	var inner []byte
	for _, value := range values {
		inner = binary.AppendUvarint(inner, value)
	}
	m.bytes(field, inner)
}

// writer gives out the ids of strings, functions and locations.
type writer struct {
	out       message
	strings   map[string]uint64
	texts     []string
	functions map[functionKey]uint64
	locations map[uint64]uint64
	profile   *profile
}

type functionKey struct {
	name, file string
	start      int32
}

func (w *writer) text(text string) uint64 {
	id, known := w.strings[text]
	if !known {
		id = uint64(len(w.texts))
		w.strings[text] = id
		w.texts = append(w.texts, text)
	}
	return id
}

func (w *writer) valueType(field int, kind, unit string) {
	var m message
	m.number(1, w.text(kind))
	m.number(2, w.text(unit))
	w.out.bytes(field, m)
}

// mappings are all written, the program's first: that is where pprof looks for its name. Ids are by place in the list.
func (w *writer) mappings() {
	for _, program := range []bool{true, false} {
		for i, one := range w.profile.mappings {
			if one.program == program {
				w.mapping(i, one)
			}
		}
	}
}

func (w *writer) mapping(i int, one mapping) {
	var m message
	m.number(1, uint64(i+1))
	m.number(2, one.start)
	m.number(3, one.end)
	m.number(4, one.offset)
	m.number(5, w.text(one.path))
	if one.program {
		for field := 7; field <= 10; field++ { // functions, files, lines and inlined calls are known
			m.number(field, 1)
		}
	}
	w.out.bytes(3, m)
}

func (w *writer) function(key functionKey) uint64 {
	id, known := w.functions[key]
	if known {
		return id
	}
	id = uint64(len(w.functions) + 1)
	w.functions[key] = id
	var m message
	m.number(1, id)
	m.number(2, w.text(key.name))
	m.number(3, w.text(key.name))
	m.number(4, w.text(key.file))
	if key.start > 0 {
		m.number(5, uint64(key.start))
	}
	w.out.bytes(5, m)
	return id
}

// location of an instruction. pprof wants the address of the call, not the one it returns to: the caller has subtracted 1.
func (w *writer) location(address uint64) uint64 {
	id, known := w.locations[address]
	if known {
		return id
	}
	id = uint64(len(w.locations) + 1)
	w.locations[address] = id
	var m message
	m.number(1, id)
	line := func(key functionKey, number int32) {
		var l message
		l.number(1, w.function(key))
		if number > 0 {
			l.number(2, uint64(number))
		}
		m.bytes(4, l)
	}
	index := covering(w.profile.mappings, address)
	switch {
	case address == inKernel:
		line(functionKey{name: "[kernel]"}, 0)
	case address == nowhere:
		line(functionKey{name: "[no stack]"}, 0)
	default:
		if index >= 0 {
			m.number(2, uint64(index+1))
		}
		m.number(3, address)
		// Code of a file without names is left to whoever has its symbols.
		switch {
		case index < 0:
			line(functionKey{name: "[unknown]"}, 0)
		case strings.HasPrefix(w.profile.mappings[index].path, "["):
			line(functionKey{name: w.profile.mappings[index].path}, 0)
		}
		for _, each := range w.profile.resolve(address) {
			line(functionKey{each.Function, each.File, each.StartLine}, each.Line)
		}
	}
	w.out.bytes(4, m)
	return id
}

// roots are where stacks of Go end by themselves; nobody wants to see them under each.
var roots = map[string]bool{"runtime.goexit": true, "runtime.goexit.abi0": true}

// ids of the locations of a stack, leaf first.
func (w *writer) ids(addresses []uint64) []uint64 {
	ids := make([]uint64, 0, len(addresses))
	for i, address := range addresses {
		if i > 0 {
			address-- // into the call instruction
			if i == len(addresses)-1 {
				if lines := w.profile.resolve(address); len(lines) > 0 && roots[lines[0].Function] {
					break
				}
			}
		}
		ids = append(ids, w.location(address))
	}
	return ids
}

// encode writes the document, compressed as pprof wants it. The same samples give the same bytes.
func (p *profile) encode() ([]byte, error) {
	w := &writer{strings: map[string]uint64{"": 0}, texts: []string{""}, functions: map[functionKey]uint64{}, locations: map[uint64]uint64{}, profile: p}
	w.valueType(1, "samples", "count")
	w.valueType(1, "cpu", "nanoseconds")
	w.mappings()
	keys := make([]string, 0, len(p.stacks.counts))
	for key := range p.stacks.counts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		count := *p.stacks.counts[key]
		var m message
		m.packed(1, w.ids(addressesOf(key)))
		m.packed(2, []uint64{count, count * p.periodNs})
		w.out.bytes(2, m)
	}
	w.out.number(9, uint64(p.timeNs))
	w.out.number(10, uint64(p.durationNs))
	w.valueType(11, "cpu", "nanoseconds")
	w.out.number(12, p.periodNs)
	for _, comment := range p.comments {
		w.out = binary.AppendUvarint(w.out, 13<<3)
		w.out = binary.AppendUvarint(w.out, w.text(comment))
	}
	w.out.number(14, w.text("cpu"))
	for _, text := range w.texts {
		w.out.bytes(6, []byte(text))
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if _, err := zip.Write(w.out); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
