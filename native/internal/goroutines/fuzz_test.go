package goroutines

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/symbols"
)

// echo is memory at every address, taken from a few bytes, until much was read: lists in it are as long as they say.
type echo struct {
	bytes []byte
	sum   int
}

func (e *echo) Read(ranges []memory.Range) error {
	for i := range ranges {
		r := &ranges[i]
		e.sum += len(r.Into)
		r.OK = len(e.bytes) > 0 && r.Addr%16 != 3 && e.sum < 16<<20
		if r.OK {
			at := int(r.Addr % uint64(len(e.bytes)))
			for n := range r.Into {
				r.Into[n] = e.bytes[(at+n)%len(e.bytes)]
			}
		}
	}
	return nil
}

// hostile is a program whose structures are where the memory says, found already.
func hostile(mem memory.Reader, table []byte, minor int, arch string) *Program {
	l, _ := layout.ForVersion(minor, arch)
	p := &Program{Version: "go1.26.8", Arch: arch, mem: mem, layout: l, places: map[uint64]*place{}, reasons: l.WaitReasons}
	p.module = &symbols.Module{Gofunc: 0x1000}
	p.allgs = symbols.Allgs{Ptr: 64, Len: 72}
	parsed, err := pclntab.Parse(table, 0x400000, minor, p.funcData)
	if err != nil {
		return nil
	}
	p.table = parsed
	return p
}

// FuzzSnapshot reads goroutines from any memory: no panic, no hang, no more memory than what it was told is there.
func FuzzSnapshot(f *testing.F) {
	f.Add(bytes.Repeat([]byte{0, 1, 8, 0x40}, 64), uint8(0))
	f.Add(seed(), uint8(1))
	f.Add(seed(), uint8(7))
	// Wait reasons of Go 1.18: I/O, channels, semaphores, sleep, Cond; its stack, structure and what it waits for are one piece of memory.
	for _, reason := range []byte{2, 3, 9, 14, 18, 19, 20} {
		data := seed()
		data[176+512] = reason
		binary.LittleEndian.PutUint64(data[512+328:], 64) // waiting
		binary.LittleEndian.PutUint64(data[512+368:], 128)
		f.Add(data, uint8(0))
	}
	f.Fuzz(func(t *testing.T, data []byte, choice uint8) {
		minor := 18 + int(choice)%10
		arch := "amd64"
		if choice&0x80 != 0 {
			arch = "arm64"
		}
		for _, mem := range []memory.Reader{&echo{bytes: data}, memory.Image{Bytes: data}} {
			p := hostile(mem, tableSeed(data), minor, arch)
			if p == nil {
				return
			}
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			began := time.Now()
			s, err := p.Snapshot(ctx, func() (int64, error) { return 1 << 40, nil })
			if err == nil {
				checkHolds(ctx, t, p, s)
			}
			cancel()
			if took := time.Since(began); took > 3*time.Second {
				t.Fatalf("%v", took)
			}
			if err == nil {
				check(t, s)
			}
		}
	})
}

// checkHolds wants indices that lead somewhere, and nobody who waits for what it holds.
func checkHolds(ctx context.Context, t *testing.T, p *Program, s *Snapshot) {
	t.Helper()
	held, err := p.Holds(ctx, s)
	if err != nil {
		return
	}
	waits := map[[2]int]bool{}
	for _, w := range s.Waits {
		waits[[2]int{w.Object, w.Goroutine}] = true
	}
	for _, hold := range held.Holds {
		g := s.Goroutines[hold.Goroutine]
		if s.Objects[hold.Object].Addr == 0 || waits[[2]int{hold.Object, hold.Goroutine}] || hold.Frame >= 0 && (g.Stack < 0 || int(hold.Frame) >= len(s.Stacks[g.Stack].Frames)) {
			t.Fatalf("%+v", hold)
		}
	}
}

// check wants indices that lead somewhere.
func check(t *testing.T, s *Snapshot) {
	t.Helper()
	for _, g := range s.Goroutines {
		if g.Stack >= len(s.Stacks) || g.Labels >= len(s.Labels) || int(g.Creator) >= len(s.Frames) || (g.Stack < 0) == (g.Missing == StackWhole) {
			t.Fatalf("%+v", g)
		}
	}
	for _, w := range s.Waits {
		if w.Goroutine >= len(s.Goroutines) || w.Object >= len(s.Objects) {
			t.Fatalf("%+v", w)
		}
	}
}

// seed is memory with one goroutine whose stack is itself.
func seed() []byte {
	data := make([]byte, 1024)
	word := func(at int, v uint64) { binary.LittleEndian.PutUint64(data[at:], v) }
	word(64, 512)
	word(72, 3)
	word(512, 1024)
	word(520, 1024)
	word(528, 1024)
	word(0, 1<<12)
	word(8, 1<<13)
	word(56, 1<<12+64)
	word(64, 0x400001)
	word(144, statusWaiting)
	word(152, 1)
	return data
}

// tableSeed makes a table of functions that parses out of any bytes: a good header before them.
func tableSeed(data []byte) []byte {
	header := make([]byte, 72)
	binary.LittleEndian.PutUint32(header, 0xfffffff1)
	header[6], header[7] = 1, 8
	binary.LittleEndian.PutUint64(header[8:], uint64(min(len(data)/16, 5)))
	for i := range 5 {
		binary.LittleEndian.PutUint64(header[8+8*(3+i):], uint64(72))
	}
	return append(header, data...)
}

// FuzzAttach takes any file for the executable and any memory.
func FuzzAttach(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01\x01"), []byte{})
	f.Add(seed(), seed())
	f.Fuzz(func(_ *testing.T, file, mem []byte) {
		p := &Program{Version: "go1.27.4", mem: &echo{bytes: mem}, places: map[uint64]*place{}}
		if p.find(source{p.mem, file}, len(mem)%2 == 0) == nil {
			_, _ = p.Snapshot(context.Background(), func() (int64, error) { return 1, nil })
		}
		_, _ = Attach(source{p.mem, file})
	})
}

type source struct {
	memory.Reader
	file []byte
}

func (s source) Executable() io.ReaderAt { return bytes.NewReader(s.file) }
func (s source) Entry() uint64           { return 0x400000 }
