package goroutines

import (
	"encoding/binary"
	"fmt"

	"parkscope/native/internal/memory"
)

const (
	maxLabels    = 64
	maxLabelText = 4 << 10
	maxLabelSets = 1 << 20
	// sliceLabels is the minor from which labels are a slice; before they were a map.
	sliceLabels = 24
)

// readLabels reads the sets of the goroutines that were found, each once; the same labels have one index for good. A set is never
// changed once a goroutine has it, but its memory may be another set's later.
func (t *taker) readLabels() error {
	sets := map[uint64]int{}
	for i := range t.Goroutines {
		g := &t.Goroutines[i]
		if g.labels == 0 {
			continue
		}
		index, known := sets[g.labels]
		if !known {
			var err error
			if index, err = t.labelSet(g.labels); err != nil {
				return err
			}
			sets[g.labels] = index
		}
		g.Labels = index
	}
	return nil
}

// labelSet is the index of the set at pointer, -1 where there are too many.
func (t *taker) labelSet(pointer uint64) (int, error) {
	read := t.labelMap
	if t.layout.Minor >= sliceLabels {
		read = t.labelSlice
	}
	found, ok, err := read(pointer)
	if err != nil {
		return -1, err
	}
	if !ok {
		t.Counts.LabelsUnread++
	}
	key := fmt.Sprintf("%q", found)
	index, known := t.labels[key]
	switch {
	case known:
		return index, nil
	case len(t.Labels) >= maxLabelSets:
		t.Counts.LabelsUnread++
		return -1, nil
	}
	index = len(t.Labels)
	t.Labels = append(t.Labels, found)
	t.labels[key] = index
	return index, nil
}

// labelSlice reads runtime/pprof.LabelSet: a slice of pairs of strings.
func (t *taker) labelSlice(pointer uint64) ([]Label, bool, error) {
	var header [16]byte
	ok, err := memory.Bytes(t.mem, pointer, header[:])
	if !ok || err != nil {
		return nil, false, err
	}
	data, count := binary.LittleEndian.Uint64(header[:]), binary.LittleEndian.Uint64(header[8:])
	if count > maxLabels {
		return nil, false, nil
	}
	labels := make([]Label, 0, count)
	for i := range count {
		label, ok, err := t.label(data+32*i, data+32*i+16)
		if !ok || err != nil {
			return labels, false, err
		}
		labels = append(labels, label)
	}
	return labels, true, nil
}

func (t *taker) label(key, value uint64) (Label, bool, error) {
	k, ok, err := memory.String(t.mem, key, maxLabelText)
	if !ok || err != nil {
		return Label{}, false, err
	}
	v, ok, err := memory.String(t.mem, value, maxLabelText)
	return Label{clean(k), clean(v)}, ok, err
}

// labelMap reads a map[string]string of Go 1.18 to 1.23 (runtime/map.go): buckets of eight, each with an overflow chain.
func (t *taker) labelMap(pointer uint64) ([]Label, bool, error) {
	table, ok, err := memory.Word(t.mem, pointer)
	if !ok || err != nil {
		return nil, false, err
	}
	var header [32]byte
	if ok, err = memory.Bytes(t.mem, table, header[:]); !ok || err != nil {
		return nil, false, err
	}
	count, log2, old := binary.LittleEndian.Uint64(header[:]), header[9], binary.LittleEndian.Uint64(header[24:])
	if count > maxLabels || log2 > 8 || old != 0 { // a map that grows is not yet anybody's labels
		return nil, false, nil
	}
	bucket := binary.LittleEndian.Uint64(header[16:])
	const bucketSize, slots, stringSize = 8 + 8*16 + 8*16 + 8, 8, 16
	labels := make([]Label, 0, count)
	for i := range uint64(1) << log2 {
		at := bucket + i*bucketSize
		for hops := 0; at != 0 && hops <= maxLabels; hops++ {
			var tops [slots]byte
			if ok, err := memory.Bytes(t.mem, at, tops[:]); !ok || err != nil {
				return labels, false, err
			}
			for slot, top := range tops {
				if top < 5 { // empty or moved
					continue
				}
				key := at + slots + uint64(slot)*stringSize
				label, ok, err := t.label(key, key+slots*stringSize)
				if !ok || err != nil {
					return labels, false, err
				}
				labels = append(labels, label)
			}
			next, ok, err := memory.Word(t.mem, at+bucketSize-8)
			if !ok || err != nil {
				return labels, false, err
			}
			at = next
		}
	}
	return labels, uint64(len(labels)) == count, nil
}
