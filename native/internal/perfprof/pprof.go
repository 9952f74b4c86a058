package perfprof

import (
	"sort"
	"strings"

	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/pprof"
)

// fieldMapping of Profile.
const fieldMapping = 3

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

// writer gives out the ids of locations.
type writer struct {
	*pprof.Document
	locations map[uint64]uint64
	profile   *profile
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
	var m pprof.Message
	m.Number(1, uint64(i+1))
	m.Number(2, one.start)
	m.Number(3, one.end)
	m.Number(4, one.offset)
	m.Number(5, w.Text(one.path))
	if one.program {
		for field := 7; field <= 10; field++ { // functions, files, lines and inlined calls are known
			m.Number(field, 1)
		}
	}
	w.Out.Bytes(fieldMapping, m)
}

// location of an instruction. pprof wants the address of the call, not the one it returns to: the caller has subtracted 1.
func (w *writer) location(address uint64) uint64 {
	id, known := w.locations[address]
	if known {
		return id
	}
	id = uint64(len(w.locations) + 1)
	w.locations[address] = id
	var m pprof.Message
	m.Number(1, id)
	index := covering(w.profile.mappings, address)
	switch address {
	case inKernel:
		w.Line(&m, pprof.Function{Name: "[kernel]"}, 0)
	case nowhere:
		w.Line(&m, pprof.Function{Name: "[no stack]"}, 0)
	default:
		if index >= 0 {
			m.Number(2, uint64(index+1))
		}
		m.Number(3, address)
		// Code of a file without names is left to whoever has its symbols.
		switch {
		case index < 0:
			w.Line(&m, pprof.Function{Name: "[unknown]"}, 0)
		case strings.HasPrefix(w.profile.mappings[index].path, "["):
			w.Line(&m, pprof.Function{Name: w.profile.mappings[index].path}, 0)
		}
		for _, each := range w.profile.resolve(address) {
			w.Line(&m, pprof.Function{Name: each.Function, File: each.File, Start: each.StartLine}, each.Line)
		}
	}
	w.Location(m)
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

// encode writes the document. The same samples give the same bytes.
func (p *profile) encode() ([]byte, error) {
	w := &writer{Document: pprof.NewDocument(), locations: map[uint64]uint64{}, profile: p}
	w.SampleType("samples", "count")
	w.SampleType("cpu", "nanoseconds")
	w.mappings()
	keys := make([]string, 0, len(p.stacks.counts))
	for key := range p.stacks.counts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		count := *p.stacks.counts[key]
		w.Sample(w.ids(addressesOf(key)), []uint64{count, count * p.periodNs})
	}
	return w.Encode(pprof.About{
		TimeNs: p.timeNs, DurationNs: p.durationNs, PeriodKind: "cpu", PeriodUnit: "nanoseconds", Period: p.periodNs, Default: "cpu", Comments: p.comments,
	})
}
