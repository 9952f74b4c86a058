//go:build linux && (amd64 || arm64)

package pclntab_test

import (
	"encoding/binary"
	"os"
	"reflect"
	"runtime"
	"testing"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/symbols"
)

// ownMemory is that of this test, from a file of the kernel, which emulators have, too.
type ownMemory struct{ *os.File }

func (m ownMemory) Read(ranges []memory.Range) error {
	for i := range ranges {
		_, err := m.ReadAt(ranges[i].Into, int64(ranges[i].Addr))
		ranges[i].OK = err == nil
	}
	return nil
}

// own is the table of this test, read as another's would be. Tests are linked without symbols, so moduledata is searched for.
func own(t *testing.T) *pclntab.Table {
	t.Helper()
	open := func(name string) *os.File {
		opened, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = opened.Close() })
		return opened
	}
	mem := ownMemory{open("/proc/self/mem")}
	file, err := symbols.Open(open("/proc/self/exe"))
	if err != nil {
		t.Fatal(err)
	}
	minor, _, err := layout.Parse(runtime.Version())
	if err != nil {
		t.Fatal(err)
	}
	known, ok := layout.ForVersion(minor, runtime.GOARCH)
	if !ok {
		t.Skipf("no layout of %s", runtime.Version())
	}
	data, addr, err := file.Pclntab()
	if err != nil {
		t.Fatal(err)
	}
	// Tests are linked to run where the file says.
	const bias = 0
	module, err := symbols.FindModule(file, mem, known, bias, addr+bias, binary.LittleEndian.Uint64(data[8:]))
	if err != nil {
		t.Fatal(err)
	}
	table, err := pclntab.Parse(data, module.Text, minor, func(offset uint64, into []byte) bool {
		ok, err := memory.Bytes(mem, module.Gofunc+offset, into)
		return ok && err == nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// The runtime itself says what is at an address, with what was inlined there.
func TestLinesAreThoseOfTheRuntime(t *testing.T) {
	table := own(t)
	compared := 0
	for i := 0; i < table.Count(); i += 7 {
		f, ok := table.At(i)
		if !ok {
			t.Fatalf("no function %d", i)
		}
		for pc := f.Entry; pc+1 < f.End; pc += 5 {
			frames := runtime.CallersFrames([]uintptr{uintptr(pc) + 1})
			var lines []pclntab.Line
			for _, line := range table.Lines(f, pc) {
				if !line.Wrapper { // the runtime leaves them out
					lines = append(lines, line)
				}
			}
			for _, line := range lines {
				frame, _ := frames.Next()
				if frame.Function == "" {
					break // all that is left are wrappers
				}
				if frame.Function != line.Function || frame.File != line.File || frame.Line != int(line.Line) {
					t.Fatalf("at %#x: %+v, the runtime says %s %s:%d", pc, line, frame.Function, frame.File, frame.Line)
				}
				compared++
			}
		}
	}
	if compared < 10_000 {
		t.Errorf("%d frames compared", compared)
	}
}

func TestAddressesOutside(t *testing.T) {
	table := own(t)
	f, ok := table.Func(uint64(reflect.ValueOf(own).Pointer()))
	if !ok || table.Name(f) != "parkscope/native/internal/pclntab_test.own" {
		t.Errorf("%v %q", ok, table.Name(f))
	}
	first, _ := table.At(0)
	last, _ := table.At(table.Count() - 1)
	for _, pc := range []uint64{0, 1, first.Entry - 1, last.End, ^uint64(0)} {
		if f, ok := table.Func(pc); ok {
			t.Errorf("%#x is in %s", pc, table.Name(f))
		}
	}
}
