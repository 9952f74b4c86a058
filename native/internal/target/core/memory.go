package core

import (
	"errors"
	"io"
	"sort"

	"parkscope/native/internal/memory"
)

// Read reads ranges, from several goroutines at once.
func (f *File) Read(ranges []memory.Range) error {
	for i := range ranges {
		r := &ranges[i]
		ok, err := f.read(r.Addr, r.Into)
		if err != nil {
			return err
		}
		r.OK = ok
	}
	return nil
}

// Fork gives a reader for another goroutine.
func (f *File) Fork() memory.Reader { return f }

func (f *File) read(addr uint64, into []byte) (bool, error) {
	for len(into) > 0 {
		s := find(f.headers.segments, addr)
		if s == nil {
			return f.readProgram(addr, into)
		}
		offset := addr - s.addr
		n := min(uint64(len(into)), s.size-offset)
		switch {
		case offset < s.kept:
			n = min(n, s.kept-offset)
			if err := f.readCore(s.offset+offset, into[:n]); err != nil {
				return false, err
			}
		default:
			// It was in memory and was not written: only what cannot be changed is known.
			if ok, err := f.readProgram(addr, into[:n]); !ok || err != nil {
				return false, err
			}
		}
		addr, into = addr+n, into[n:]
	}
	return true, nil
}

// readCore reads from the file, zeros where it was cut.
func (f *File) readCore(offset uint64, into []byte) error {
	there := uint64(0)
	if offset < f.size {
		there = min(uint64(len(into)), f.size-offset)
		if n, err := f.core.ReadAt(into[:there], int64(offset)); err != nil && !(errors.Is(err, io.EOF) && uint64(n) == there) {
			return err
		}
	}
	clear(into[there:])
	return nil
}

// readProgram reads what the executable has of code and constants.
func (f *File) readProgram(addr uint64, into []byte) (bool, error) {
	s := find(f.constants, addr)
	if s == nil || addr-s.addr+uint64(len(into)) > s.kept {
		return false, nil
	}
	_, err := f.executable.ReadAt(into, int64(s.offset+addr-s.addr))
	return err == nil, nil
}

// find gives the segment that has the address; they are sorted.
func find(segments []segment, addr uint64) *segment {
	i := sort.Search(len(segments), func(i int) bool { return segments[i].addr > addr }) - 1
	if i < 0 || addr-segments[i].addr >= segments[i].size {
		return nil
	}
	return &segments[i]
}
