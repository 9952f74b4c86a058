package perfprof

import (
	"encoding/binary"
	"reflect"
	"testing"

	"parkscope/native/internal/target/kernel"
)

func record(kind uint32, misc uint16, words ...uint64) []byte {
	var out []byte
	out = binary.LittleEndian.AppendUint32(out, kind)
	out = binary.LittleEndian.AppendUint16(out, misc)
	out = binary.LittleEndian.AppendUint16(out, uint16(8+8*len(words)))
	for _, word := range words {
		out = binary.LittleEndian.AppendUint64(out, word)
	}
	return out
}

func sampleRecord(misc uint16, chain ...uint64) []byte {
	words := append([]uint64{7 | 9<<32, 12345, uint64(len(chain))}, chain...)
	return record(recordSample, misc, append(words, 0, 0)...) // no registers, no stack
}

func TestDecode(t *testing.T) {
	var data []byte
	data = append(data, sampleRecord(2, contextUser, 0x10, 0x20)...)
	data = append(data, record(recordLost, 0, 1, 5)...)
	data = append(data, sampleRecord(1, contextKernel, 0xffff8000, contextUser, 0x30)...)
	data = append(data, record(recordLostSamples, 0, 2)...)
	data = append(data, record(recordThrottle, 0, 1, 2, 3)...)
	data = append(data, record(77, 0, 1)...)
	data = append(data, sampleRecord(1)...)
	data = append(data, record(recordSample, 2, 1, 2, 9, 4)...) // says 9 addresses, has 1
	data = append(data, record(recordLost, 0)...)
	var got []sample
	c := decode(data, func(s sample) {
		s.stack = append([]uint64(nil), s.stack...)
		got = append(got, s)
	})
	want := []sample{
		{pid: 7, tid: 9, stack: []uint64{0x10, 0x20}}, {pid: 7, tid: 9, kernel: true, stack: []uint64{0x30}}, {pid: 7, tid: 9, kernel: true},
	}
	if !reflect.DeepEqual(got, want) || c != (counts{lost: 7, throttled: 1, damaged: 2}) {
		t.Errorf("%+v, %+v", got, c)
	}
	for cut := 1; cut < len(data); cut++ {
		if c := decode(data[:cut], func(sample) {}); c.damaged > 3 {
			t.Errorf("cut at %d: %+v", cut, c)
		}
	}
	if c := decode([]byte{9, 0, 0, 0, 0, 0, 4, 0, 0, 0}, func(sample) {}); c.damaged != 1 {
		t.Errorf("a record smaller than its header: %+v", c)
	}
}

func TestRegistersAndStack(t *testing.T) {
	state := []uint64{2, 0x7000, 16, 0xa, 0xb, 8} // registers of 64 bits, stack pointer, 16 bytes of which 8 could be read
	if kernel.LinkRegister {
		state = append([]uint64{2, 0x5000}, state[1:]...)
	}
	words := append([]uint64{1, 2, 1, 0x10}, state...)
	var got sample
	if c := decode(record(recordSample, 2, words...), func(s sample) { got = s }); c.damaged != 0 {
		t.Fatalf("%+v", c)
	}
	if got.sp != 0x7000 || len(got.top) != 8 || got.top[0] != 0xa {
		t.Errorf("%+v", got)
	}
	for cut := 4; cut < len(words); cut++ {
		if c := decode(record(recordSample, 2, words[:cut]...), func(s sample) { t.Errorf("cut at %d: %+v", cut, s) }); c.damaged != 1 {
			t.Errorf("cut at %d: %+v", cut, c)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(append(sampleRecord(2, contextUser, 0x10, 0x20), record(recordLost, 0, 1, 5)...))
	f.Add(sampleRecord(1, contextKernel, 1, contextUser))
	f.Add(record(recordSample, 2, 1, 2, 1, 0x10, 2, 0x7000, 16, 0xa, 0xb, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		addresses := 0
		all := newStacks()
		c := decode(data, func(s sample) {
			addresses += len(s.stack)
			all.add(s)
		})
		if addresses > len(data)/8 || c.damaged > uint64(len(data)/8+1) {
			t.Errorf("%d addresses, %d damaged of %d bytes", addresses, c.damaged, len(data))
		}
		p := profile{stacks: all, resolve: noLines, periodNs: 1}
		if _, err := p.encode(); err != nil {
			t.Error(err)
		}
	})
}

func TestStacks(t *testing.T) {
	s := newStacks()
	for range 3 {
		s.add(sample{stack: []uint64{1 << 40, 2 << 40}})
	}
	s.add(sample{kernel: true})
	s.add(sample{})
	s.add(sample{stack: make([]uint64, deepest)})
	if s.samples != 6 || len(s.counts) != 4 || s.cut != 1 || s.dropped != 0 {
		t.Errorf("%+v", s)
	}
	s.bytes = maxStackBytes
	s.add(sample{stack: []uint64{3 << 40}})
	s.add(sample{stack: []uint64{1 << 40, 2 << 40}})
	if s.samples != 7 || s.dropped != 1 {
		t.Errorf("%+v", s)
	}
}

func TestMappings(t *testing.T) {
	const text = `00400000-00500000 r--p 00000000 fe:00 1 /srv/a b
00500000-00600000 r-xp 00100000 fe:00 1 /srv/a b (deleted)
7f0000000000-7f0000001000 r-xp 00000000 00:00 0
7ffff7fc0000-7ffff7fc2000 r-xp 00000000 00:00 0 [vdso]
nonsense r-xp 0 0 0 x
2-1 r-xp 0 0 0 x
`
	got := parseCode([]byte(text))
	want := []mapping{
		{start: 0x500000, end: 0x600000, offset: 0x100000, path: "/srv/a b"},
		{start: 0x7f0000000000, end: 0x7f0000001000, path: "[anonymous]"},
		{start: 0x7ffff7fc0000, end: 0x7ffff7fc2000, path: "[vdso]"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	for address, index := range map[uint64]int{0: -1, 0x4fffff: -1, 0x500000: 0, 0x5fffff: 0, 0x600000: -1, 0x7ffff7fc1000: 2, ^uint64(0): -1} {
		if got := covering(want, address); got != index {
			t.Errorf("%#x: %d", address, got)
		}
	}
	later := mapping{start: 0x700000, end: 0x800000, path: "new"}
	if got := merge(want, []mapping{{start: 0x5f0000, end: 0x610000, path: "other"}, later}); len(got) != 4 || got[1] != later {
		t.Errorf("%+v", got)
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add([]byte("00500000-00600000 r-xp 00100000 fe:00 1 /srv/a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, one := range parseCode(text) {
			if one.end <= one.start || one.path == "" {
				t.Errorf("%+v", one)
			}
		}
	})
}

func TestProcessors(t *testing.T) {
	for text, want := range map[string][]int{"0": {0}, "0-2": {0, 1, 2}, "4,0-1": {0, 1, 4}, "": nil, "x": nil, "3-1": nil, "0-999999999": nil, "-1": nil} {
		got, err := parseProcessors(text)
		if !reflect.DeepEqual(got, want) || (err != nil) != (want == nil) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestStart(t *testing.T) {
	const rest = " 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0"
	for stat, want := range map[string]string{"1 (a) S" + rest: "4711", "1 (a) R 1) S" + rest: "4711", "1 (a) Z" + rest: "", "": "", "1 (a) S 1": ""} {
		if got := parseStart(stat); got != want {
			t.Errorf("%q: %q", stat, got)
		}
	}
}
