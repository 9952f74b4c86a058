package runtimestats

import (
	"testing"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
)

// FuzzMemory takes any bytes for the memory of a program, with variables anywhere in it or not known.
func FuzzMemory(f *testing.F) {
	f.Add([]byte{}, uint64(0), uint64(0), uint64(0), uint8(26), false)
	f.Add(make([]byte, 20_000), uint64(0x10000), uint64(0x10100), uint64(0x10200), uint8(18), true)
	f.Fuzz(func(t *testing.T, bytes []byte, first, second, third uint64, minor uint8, stripped bool) {
		l, known := layout.ForVersion(int(minor), "amd64")
		if !known {
			return
		}
		const base = 0x10000
		r := &Reader{mem: memory.Image{Base: base, Bytes: bytes}, layout: l}
		r.at = variables{memstats: first, controller: second, sched: third, phase: first, maxProcs: second, allgLen: third, allp: base, work: third}
		if stripped {
			r.at = variables{allgLen: third}
			r.absent = &search{segments: []symbols.Segment{{Addr: base, Size: uint64(len(bytes))}, {Addr: second, Size: first % (1 << 20)}}}
			if err := r.absent.run(r); err != nil {
				t.Fatal(err)
			}
		}
		r.plan()
		checked := r.check() == nil
		for range 2 {
			row, err := r.Read(time.Now(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if checked && len(row) != len(r.Columns()) {
				t.Fatalf("%d numbers for %d columns", len(row), len(r.Columns()))
			}
			if pauses, _ := r.Pauses(); len(pauses) > ringSize {
				t.Fatalf("%d pauses", len(pauses))
			}
		}
		_ = r.Notes()
	})
}

// What the table says is read without reaching beyond what is fetched.
func TestEveryRowFits(t *testing.T) {
	for _, arch := range []string{"amd64", "arm64"} {
		for minor := 18; minor <= 27; minor++ {
			l, known := layout.ForVersion(minor, arch)
			if !known {
				t.Fatalf("1.%d is not in the table", minor)
			}
			if err := fits(l); err != nil {
				t.Errorf("1.%d %s: %v", minor, arch, err)
			}
		}
	}
}
