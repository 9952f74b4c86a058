package symbols

import (
	"bytes"
	"testing"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// FuzzFile takes any bytes for an executable and for the memory behind it.
func FuzzFile(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01\x01"), []byte{}, uint64(0))
	f.Fuzz(func(_ *testing.T, data, mem []byte, addr uint64) {
		file, err := Open(bytes.NewReader(data))
		if err != nil {
			return
		}
		_, _ = file.Symbols("runtime.allgptr", "")
		_, _, _ = file.Pclntab()
		_, _, _ = file.DWARF(1 << 20)
		l, _ := layout.ForVersion(26, "amd64")
		image := memory.Image{Base: addr, Bytes: mem}
		module, err := FindModule(file, image, l, 0, addr, 3)
		if err == nil {
			_, _ = FindAllgs(file, image, l, module, 0)
		}
	})
}

// A search must end whatever sizes it is told.
func TestSearchesEnd(t *testing.T) {
	mem := memory.Image{Base: 0x10000, Bytes: make([]byte, 1<<16)}
	for _, segment := range []Segment{
		{Addr: 0, Size: 1 << 62},
		{Addr: 0x10000, Size: 1 << 62},
		{Addr: ^uint64(0) - 100, Size: 1 << 40},
		{Addr: 3, Size: 5},
	} {
		search := scanner{mem: mem}
		words := 0
		done, err := search.words(segment, func(uint64, uint64) (bool, error) { words++; return false, nil })
		if done || err != nil || words > 1<<13 {
			t.Errorf("%+v: %d words, %v %v", segment, words, done, err)
		}
	}
}

func TestSearchFindsBehindAHole(t *testing.T) {
	data := make([]byte, 1<<14)
	data[1<<13] = 7
	mem := memory.Image{Base: 0x10000, Bytes: data}
	search := scanner{mem: mem}
	var found uint64
	done, err := search.words(Segment{Addr: 0xc000, Size: 1 << 16}, func(addr, word uint64) (bool, error) {
		found = addr
		return word == 7, nil
	})
	if !done || err != nil || found != 0x12000 {
		t.Errorf("%v %v %#x", done, err, found)
	}
}
