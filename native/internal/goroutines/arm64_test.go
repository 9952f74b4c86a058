//go:build linux && amd64

package goroutines_test

import (
	"context"
	"debug/elf"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
)

// emulated is a program of another processor that runs in qemu: its memory is the emulator's, at the same addresses.
type emulated struct {
	target.Process
	file  *os.File
	entry uint64
}

func (e emulated) Executable() io.ReaderAt { return e.file }
func (e emulated) Entry() uint64           { return e.entry }

func openEmulated(t *testing.T, pid int, binary string) emulated {
	t.Helper()
	process, err := target.Open(pid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Close() })
	file, err := os.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	header, err := elf.NewFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return emulated{process, file, header.Entry}
}

// Stacks of arm64 have return addresses in a register and below frames, and no chain of frame pointers that is compared: every frame of a
// program that runs is that of its own dump, by the table and by its debug information.
func TestOracleOfArm64(t *testing.T) {
	emulator, err := exec.LookPath("qemu-aarch64")
	if err != nil {
		t.Skip("arm64 is not tried: there is no qemu-aarch64 (package qemu-user)")
	}
	t.Setenv("GOARCH", "arm64")
	for _, toolchain := range []string{"go1.18.10", "go1.20.14", "go1.22.12", "go1.24.13", "go1.26.0", "go1.27.4"} {
		for name, flags := range map[string][]string{"plain": nil, "stripped": {"-ldflags=-s -w"}} {
			t.Run(toolchain+"/"+name, func(t *testing.T) {
				binary := build(t, toolchain, false, flags...)
				p := run(t, emulator, binary)
				source := openEmulated(t, p.Process.Pid, binary)
				attached, err := goroutines.Attach(source)
				if err != nil {
					t.Fatal(err)
				}
				if attached.Arch != "arm64" || attached.OwnLayout {
					t.Errorf("%s, its own layout: %v", attached.Arch, attached.OwnLayout)
				}
				own, err := goroutines.AttachOwn(source)
				if err != nil {
					t.Fatal(err)
				}
				if stripped := name == "stripped"; own.OwnLayout == stripped {
					t.Errorf("layout from its own debug information: %v", own.OwnLayout)
				}
				if field := own.Found().Layout.Differs(attached.Found().Layout); field != "" {
					t.Errorf("%s is elsewhere", field)
				}
				s, err := attached.Snapshot(context.Background(), source.Nanotime)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, strings.Compare(toolchain, "go1.21") < 0, asPrinted(s), p.dump(t))
				if s.Counts.Moved+s.Counts.Torn+s.Counts.Disagree+s.Counts.LabelsUnread+s.Counts.WaitsLost != 0 || len(s.Notes) > 0 {
					t.Errorf("%+v %q", s.Counts, s.Notes)
				}
				checkLabels(t, s)
				checkWaits(t, s)
			})
		}
	}
}
