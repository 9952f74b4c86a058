// Package core looks into core files: what the kernel, gcore or a debugger wrote of the memory of a process. Takes any bytes.
package core

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/target/stop"
	"parkscope/native/internal/wire"
)

// File is a core file with the executable that it is of. It is a target.Process that stands still for ever.
type File struct {
	core, executable *os.File
	size             uint64
	headers          *headers
	constants        []segment
	at               time.Time
	notes            []string
	unproven         string
	holed            bool
	// lacks says what memory is not in the file that the program could write; empty where all of it is.
	lacks string
}

// Open reads the headers of both files. The error is a *wire.Error.
func Open(path, executable string) (*File, error) {
	f := &File{notes: []string{}}
	if err := f.open(path, executable); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func refuse(code, message, hint, detail string) error {
	return &wire.Error{Code: code, Message: message, Hint: hint, Detail: detail}
}

func (f *File) open(path, executable string) error {
	name, program := filepath.Base(path), filepath.Base(executable)
	var err error
	if f.core, err = os.Open(path); err != nil {
		return refuse(wire.CodeBadRequest, name+" cannot be opened", "", err.Error())
	}
	info, err := f.core.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return refuse(wire.CodeBadRequest, name+" is no file", "", fmt.Sprint(err))
	}
	f.size, f.at = uint64(info.Size()), info.ModTime()
	if f.headers, err = readHeaders(f.core, f.size); err != nil {
		return refuse(wire.CodeBadRequest, fmt.Sprintf("%s cannot be read as a core file: %v", name, err),
			"Have it written anew: GOTRACEBACK=crash and ulimit -c unlimited, or gcore PID.", "")
	}
	if f.executable, err = os.Open(executable); err != nil {
		return refuse(wire.CodeBadRequest, program+" cannot be opened", "Name the executable that the core file is of.", err.Error())
	}
	file, err := readProgramHeaders(f.executable)
	if err != nil {
		return refuse(wire.CodeNotGo, program+" is no executable for Linux", "Name the executable that the core file is of.", err.Error())
	}
	switch {
	case f.headers.entry == 0:
		return refuse(wire.CodeBadRequest, name+" does not say where its program was loaded", "", "no AT_ENTRY in NT_AUXV")
	case file.machine != f.headers.machine:
		return refuse(wire.CodeBadRequest, fmt.Sprintf("%s is not of %s: they are for different processors", name, program), "", "")
	}
	bias := f.headers.entry - file.entry
	if bias%4096 != 0 {
		return f.mismatch(name, program, "the first instruction is elsewhere")
	}
	for _, s := range file.segments {
		s.addr += bias
		if s.flags&flagWrite == 0 {
			f.constants = append(f.constants, s)
		}
	}
	if err := f.compare(file.segments, bias, name, program); err != nil {
		return err
	}
	f.judge()
	return nil
}

func (f *File) mismatch(name, program, detail string) error {
	return refuse(wire.CodeBadRequest, fmt.Sprintf("%s is not of %s", name, program),
		"Name the very executable that ran: a rebuilt one has everything elsewhere.", detail)
}

// compare wants the first page of the executable in the core file, where it is: it has the identity of the build.
func (f *File) compare(segments []segment, bias uint64, name, program string) error {
	for _, s := range segments {
		const page = 4096
		addr := s.addr + bias
		kept := find(f.headers.segments, addr)
		if s.offset != 0 || s.kept < page || kept == nil || addr-kept.addr+page > kept.kept || kept.offset+addr-kept.addr+page > f.size {
			continue // not the first page, or not written
		}
		var own, ran [page]byte
		if _, err := f.executable.ReadAt(own[:], 0); err != nil {
			return refuse(wire.CodeInternal, program+" cannot be read", "", err.Error())
		}
		if err := f.readCore(kept.offset+addr-kept.addr, ran[:]); err != nil {
			return refuse(wire.CodeInternal, name+" cannot be read", "", err.Error())
		}
		if !bytes.Equal(own[:], ran[:]) {
			return f.mismatch(name, program, "their first pages differ")
		}
		return nil
	}
	f.notes = append(f.notes, "Whether the core file is of this executable could not be compared: its first page was not written.")
	return nil
}

// judge says what is missing of the file, and why nothing can be proven by it.
func (f *File) judge() {
	const huge = 1 << 62 // sums of sizes that are made up stay sums
	missing, leftOut, writable := uint64(0), uint64(0), uint64(0)
	for _, s := range f.headers.segments {
		if end := s.offset + s.kept; end > f.size {
			missing += min(s.kept, end-f.size)
		}
		if s.flags&flagWrite != 0 {
			writable = min(writable+min(s.size, huge), huge)
			leftOut = min(leftOut+min(s.size-s.kept, huge), huge)
		}
	}
	if leftOut > 0 {
		f.lacks = fmt.Sprintf("%d of %d bytes that the program could write were left out when the core file was written (coredump_filter).", leftOut, writable)
		f.notes = append(f.notes, f.lacks)
	}
	f.holed = missing > 0 || f.headers.odd
	switch {
	case missing > 0:
		f.unproven = fmt.Sprintf("The core file was cut: %d bytes of the memory are not in it, and what they hold is not known.", missing)
		f.notes = append(f.notes, fmt.Sprintf("The core file was cut: %d bytes of the memory are not in it and count as zeros.", missing))
	case f.headers.odd:
		f.unproven = "Parts of the core file claim the same memory."
	case len(f.headers.threads) == 0:
		f.unproven = "The core file names no threads."
	case f.headers.withoutVectors > 0:
		f.unproven = fmt.Sprintf("The core file lacks the vector registers of %d threads, which may hold a pointer.", f.headers.withoutVectors)
	}
}

// Executable is the file that ran.
func (f *File) Executable() io.ReaderAt { return f.executable }

// Entry is where the program's first instruction was in memory.
func (f *File) Entry() uint64 { return f.headers.entry }

// Alive is never an error: a core file does not change.
func (f *File) Alive() error { return nil }

// Nanotime is 0: no core file says what the clock was.
func (f *File) Nanotime() (int64, error) { return 0, nil }

// Threads are all threads with their registers.
func (f *File) Threads() map[int]stop.Registers { return f.headers.threads }

// PID is the number that the process had; 0 where the file does not say.
func (f *File) PID() int { return f.headers.pid }

// Command is the beginning of the command line that the program was started with; empty where the file does not say.
func (f *File) Command() string { return f.headers.command }

// Size of the core file in bytes.
func (f *File) Size() uint64 { return f.size }

// Written is when the core file was.
func (f *File) Written() time.Time { return f.at }

// Notes say what is special or missing, one sentence each.
func (f *File) Notes() []string { return f.notes }

// Unproven says why nothing can be proven by this file, one sentence; empty where it can.
func (f *File) Unproven() string { return f.unproven }

// Holed tells that what the file has is not what was in memory: it was cut, or parts of it claim the same memory. What seems unreachable may be
// held by what is not there.
func (f *File) Holed() bool { return f.holed }

// Because adds to a failure to make sense of the memory what the file lacks, where it lacks something: it was cut, or memory was left out. The
// process is no more, so that other ways to look into it are no hint.
func (f *File) Because(err error) error {
	var known *wire.Error
	if !errors.As(err, &known) {
		return err
	}
	switch {
	case f.unproven != "":
		return refuse(known.Code, known.Message, f.unproven, known.Detail)
	case f.lacks != "":
		return refuse(known.Code, known.Message, f.lacks+" Have it written with all private memory: the filter 0x33, or gcore PID.", known.Detail)
	}
	return err
}

// Partial tells that memory that could be written was not kept, or not all of it, as the kernel does with memory that processes share.
func (f *File) Partial() bool {
	return f.lacks != ""
}

// Mappings are the parts of memory that could be written, as /proc/PID/maps has them.
func (f *File) Mappings() ([]byte, error) {
	var text bytes.Buffer
	for _, s := range f.headers.segments {
		if s.flags&(flagWrite|flagRead) == flagWrite|flagRead {
			fmt.Fprintf(&text, "%x-%x rw-p 00000000 00:00 0\n", s.addr, s.addr+s.size)
		}
	}
	return text.Bytes(), nil
}

// Present tells which of count pages from addr on were written.
func (f *File) Present(addr uint64, count int) ([]bool, error) {
	const page = 4096
	present := make([]bool, count)
	for i := range present {
		at := addr + uint64(i)*page
		s := find(f.headers.segments, at)
		present[i] = s != nil && at-s.addr < s.kept
	}
	return present, nil
}

// Close closes both files.
func (f *File) Close() error {
	var errs []error
	for _, file := range []*os.File{f.core, f.executable} {
		if file != nil {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}

var _ memory.Forker = (*File)(nil)
