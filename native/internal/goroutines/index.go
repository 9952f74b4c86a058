package goroutines

import "math/rand/v2"

// index finds a number by an address and a kind. A map does, too, in three times the time, and a first moment asks it once for each
// goroutine. Its zero value is ready.
type index struct {
	entries []indexed
	count   int
	shift   uint8
	// odd is random: the addresses are those of a program that may have chosen them.
	odd uint64
}

type indexed struct {
	objectKey
	used  bool
	value int32
}

// at is the entry of a key, or the free one where it belongs.
func (x *index) at(key objectKey) *indexed {
	last := uint64(len(x.entries) - 1)
	for i := (key.addr ^ uint64(key.kind)<<56) * x.odd >> x.shift; ; i++ {
		if entry := &x.entries[i&last]; !entry.used || entry.objectKey == key {
			return entry
		}
	}
}

// find answers false for a key that was not set.
func (x *index) find(key objectKey) (int, bool) {
	if x.count == 0 {
		return 0, false
	}
	entry := x.at(key)
	return int(entry.value), entry.used
}

// set gives a key its number; the last one counts.
func (x *index) set(key objectKey, value int) {
	if 2*x.count >= len(x.entries) {
		x.grow(max(16, 2*len(x.entries)))
	}
	entry := x.at(key)
	if !entry.used {
		x.count++
	}
	*entry = indexed{key, true, int32(value)}
}

// grow makes room; size is a power of two.
func (x *index) grow(size int) {
	last := x.entries
	x.entries, x.odd, x.shift = make([]indexed, size), rand.Uint64()|1, 64
	for ; size > 1; size /= 2 {
		x.shift--
	}
	for _, entry := range last {
		if entry.used {
			*x.at(entry.objectKey) = entry
		}
	}
}
