package wallclock

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/pprof"
)

// writer gives out the ids of locations. There are no addresses: what the series knows are frames, of which one address has several
// where calls are inlined.
type writer struct {
	*pprof.Document
	dictionary *goroutines.Snapshot
	// locations by their frames, and those that are only names.
	locations, names map[string]uint64
	last             uint64
	key              []byte
}

// stateLabel is the label that says what the goroutine waited for, or that it ran. A program's own label of that name is beside it.
const stateLabel = "state"

// encode writes the document. The same counts give the same bytes.
func (c *counts) encode(began time.Time, lasted, every time.Duration, notes []string) ([]byte, error) {
	w := &writer{Document: pprof.NewDocument(), dictionary: c.dictionary, locations: map[string]uint64{}, names: map[string]uint64{}}
	w.SampleType("samples", "count")
	w.SampleType("wall", "nanoseconds")
	ways := make([]way, 0, len(c.ways))
	for one := range c.ways {
		ways = append(ways, one)
	}
	slices.SortFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(a.stack, b.stack), cmp.Compare(a.state, b.state), cmp.Compare(a.labels, b.labels),
			cmp.Compare(a.missing, b.missing), cmp.Compare(a.start, b.start))
	})
	for _, one := range ways {
		count := c.ways[one]
		if count.samples == 0 {
			continue
		}
		labels := []pprof.Label{{Key: stateLabel, Value: one.state}}
		if one.labels >= 0 && one.labels < len(c.dictionary.Labels) {
			for _, label := range c.dictionary.Labels[one.labels] {
				labels = append(labels, pprof.Label{Key: label.Key, Value: label.Value})
			}
		}
		w.Sample(w.stack(one), []uint64{uint64(count.samples), uint64(max(0, count.wall))}, labels...)
	}
	return w.Encode(pprof.About{
		TimeNs: began.UnixNano(), DurationNs: lasted.Nanoseconds(), PeriodKind: "wall", PeriodUnit: "nanoseconds", Period: uint64(every.Nanoseconds()),
		Default: "wall", Comments: notes,
	})
}

// why there is no stack.
var why = map[uint8]string{
	goroutines.StackRunning: "[no stack: running]",
	goroutines.StackMoved:   "[no stack: it changed while it was read]",
	goroutines.StackUnknown: "[no stack: its frames make no sense]",
}

// stack gives the locations, leaf first. Without one, the function that the goroutine began with is the root.
func (w *writer) stack(one way) []uint64 {
	if one.stack < 0 || one.stack >= len(w.dictionary.Stacks) {
		ids := []uint64{w.name(why[one.missing])}
		if one.start != "" {
			ids = append(ids, w.name(one.start))
		}
		return ids
	}
	stack := &w.dictionary.Stacks[one.stack]
	ids := make([]uint64, 0, len(stack.Frames)+1)
	for at := 0; at < len(stack.Frames); {
		if at == stack.Before && stack.Elided > 0 {
			ids = append(ids, w.name("[calls left out]"))
		}
		next := at + 1
		for next < len(stack.Frames) && w.dictionary.Frames[stack.Frames[next-1]].Inlined && (next != stack.Before || stack.Elided == 0) {
			next++
		}
		ids = append(ids, w.location(stack.Frames[at:next]))
		at = next
	}
	return ids
}

// location of one call: its inlined calls, innermost first, and the function with code of its own. A frame that is inlined has
// different callers in different stacks, so all of them together are the key.
func (w *writer) location(frames []int32) uint64 {
	w.key = w.key[:0]
	for _, index := range frames {
		w.key = binary.LittleEndian.AppendUint32(w.key, uint32(index))
	}
	if id, known := w.locations[string(w.key)]; known {
		return id
	}
	id, m := w.begin()
	w.locations[string(w.key)] = id
	for _, index := range frames {
		f := &w.dictionary.Frames[index]
		w.Line(&m, pprof.Function{Name: f.Function, File: f.File}, f.Line)
	}
	w.Location(m)
	return id
}

// name is a location that is a name only.
func (w *writer) name(name string) uint64 {
	if id, known := w.names[name]; known {
		return id
	}
	id, m := w.begin()
	w.names[name] = id
	w.Line(&m, pprof.Function{Name: name}, 0)
	w.Location(m)
	return id
}

func (w *writer) begin() (id uint64, m pprof.Message) {
	w.last++
	m.Number(1, w.last)
	return w.last, m
}
