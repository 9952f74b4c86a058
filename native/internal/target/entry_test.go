//go:build linux && (amd64 || arm64)

package target

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// Both ways tell the same of this program, and of what its maps would be when it was deleted or moved.
func TestEntryFromMaps(t *testing.T) {
	pid := os.Getpid()
	auxv, err := readProc(pid, "auxv", 4<<10)
	if err != nil {
		t.Fatal(err)
	}
	want, err := parseEntry(auxv)
	if err != nil {
		t.Fatal(err)
	}
	path, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	maps, err := readProc(pid, "maps", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := entryFromMaps(file, maps, path); err != nil || got != want {
		t.Errorf("%#x, %v; want %#x", got, err, want)
	}
	deleted := bytes.ReplaceAll(maps, []byte(path), []byte(path+" (deleted)"))
	if got, err := entryFromMaps(file, deleted, path+" (deleted)"); err != nil || got != want {
		t.Errorf("deleted: %#x, %v", got, err)
	}
	if got, err := entryFromMaps(file, maps, path+"x"); err == nil {
		t.Errorf("of another file: %#x", got)
	}
	if got, err := entryFromMaps(strings.NewReader("#!/bin/sh"), maps, path); err == nil {
		t.Errorf("of a script: %#x", got)
	}
}

func FuzzEntryFromMaps(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01\x01"), []byte("00400000-00401000 r-xp 00000000 08:02 1 /a\n"), "/a")
	f.Fuzz(func(_ *testing.T, executable, maps []byte, path string) {
		_, _ = entryFromMaps(bytes.NewReader(executable), maps, path)
	})
}
