package runtimestats

import (
	"encoding/binary"
	"testing"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
)

// The list of processors of a stripped program is found whatever they have done so far, and other memory is none.
func TestSearchForProcessors(t *testing.T) {
	const base, list, first, second = 0x10000, 0x100, 0x200, 0x4000
	for _, c := range []struct {
		name  string
		end   uint64
		ticks uint32
		id    uint32
		found bool
	}{
		{"scheduled", 33, 5, 0, true},
		{"ran only the goroutine it made", 17, 0, 0, true},
		{"scheduled, after threads of cgo took ids", 20, 5, 0, true},
		{"never used", 0, 0, 0, false},
		{"ids that no runtime gives out first", 20, 0, 0, false},
		{"ticks without ids", 0, 5, 0, false},
		{"another number", 33, 5, 1, false},
	} {
		for minor := 18; minor <= 27; minor++ {
			l, known := layout.ForVersion(minor, "amd64")
			if !known {
				t.Fatalf("1.%d is not in the table", minor)
			}
			image := make([]byte, 0x8000)
			put := func(at int, value uint64) { binary.LittleEndian.PutUint64(image[at:], value) }
			half := func(at int, value uint32) { binary.LittleEndian.PutUint32(image[at:], value) }
			put(8, base+list) // allp, of two
			put(16, 2)
			put(24, 2)
			put(list, base+first)
			put(list+8, base+second)
			half(first+int(l.Of(layout.PID)), c.id)
			half(first+int(l.Of(layout.PSchedTick)), c.ticks)
			put(first+int(l.Of(layout.PGoidCacheEnd)), c.end)
			half(second+int(l.Of(layout.PID)), 1)
			r := &Reader{mem: memory.Image{Base: base, Bytes: image}, layout: l}
			search := search{segments: []symbols.Segment{{Addr: base, Size: 64}}}
			if err := search.run(r); err != nil {
				t.Fatal(err)
			}
			if found := r.at.allp == base+8; found != c.found || !found && r.at.allp != 0 {
				t.Errorf("%s, 1.%d: at %#x", c.name, minor, r.at.allp)
			}
		}
	}
}
