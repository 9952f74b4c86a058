package counters

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"parkscope/native/internal/target/kernel"
)

// shares are what only those who may look into a process may know: its open files, and how much memory is its own. The kernel
// walks all of the process' pages for the latter, and holds it up for so long where it maps memory, so that is done rarely.
type shares struct {
	proc string
	// folder is that of its open files, kept open.
	folder      *kernel.File
	files       pace
	rollup      pace
	whyNoFiles  string
	whyNoRollup string
}

func newShares(proc string) *shares {
	return &shares{proc: proc, files: pace{least: 90 * time.Millisecond}, rollup: pace{least: 2 * time.Second}}
}

func (s *shares) columns() []string {
	return []string{"files", "pssBytes", "anonymousBytes", "swapBytes"}
}

func (s *shares) notes() []string {
	var notes []string
	if s.whyNoFiles != "" {
		notes = append(notes, "Open files are not counted: "+s.whyNoFiles+".")
	}
	if s.whyNoRollup != "" {
		notes = append(notes, "Proportional and swapped memory are not shown: "+s.whyNoRollup+".")
	}
	return notes
}

func (s *shares) read(now time.Time, row []float64) ([]float64, error) {
	files := unknown
	if s.whyNoFiles == "" && s.files.due(now) {
		count, err := s.countFiles()
		s.files.took(now, time.Since(now))
		if files = float64(count); err != nil {
			files, s.whyNoFiles = unknown, reason(err)
		}
	}
	row = append(row, files)
	if s.whyNoRollup != "" || !s.rollup.due(now) {
		return unknowns(row, 3), nil
	}
	start := time.Now()
	text, err := readText(s.proc + "/smaps_rollup")
	s.rollup.took(start, time.Since(start))
	if err != nil {
		s.whyNoRollup = reason(err)
		return unknowns(row, 3), nil
	}
	kilobytes := parseKilobytes(text)
	for _, key := range []string{"Pss", "Anonymous", "Swap"} {
		value, known := kilobytes[key]
		if !known {
			row = append(row, unknown)
			continue
		}
		row = append(row, float64(value)*1024)
	}
	return row, nil
}

func reason(err error) string {
	switch {
	case errors.Is(err, os.ErrPermission):
		return "the process may not be looked into by this user"
	case errors.Is(err, os.ErrNotExist):
		return "this kernel does not tell"
	}
	return err.Error()
}

func (s *shares) close() error { return s.folder.Close() }

// countFiles takes the number from the folder's size, which it is since Linux 6.2, else it reads the folder.
func (s *shares) countFiles() (count int64, err error) {
	name := s.proc + "/fd"
	if s.folder == nil {
		if s.folder, err = kernel.OpenFile(name); err != nil {
			return 0, err
		}
	}
	if size, err := s.folder.Size(); err == nil && size > 0 {
		return size, nil
	}
	dir, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	names, err := dir.Readdirnames(-1)
	return int64(len(names)), err
}

// parseKilobytes reads lines such as `Pss:  1234 kB`.
func parseKilobytes(text []byte) map[string]uint64 {
	found := map[string]uint64{}
	for line := range bytes.Lines(text) {
		key, value, _ := strings.Cut(string(line), ":")
		number, isKilobytes := strings.CutSuffix(strings.TrimSpace(value), " kB")
		if count, err := strconv.ParseUint(number, 10, 53); err == nil && isKilobytes {
			found[key] = count
		}
	}
	return found
}
