package counters

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"parkscope/native/internal/runtimestats"
	"parkscope/native/internal/target"
	"parkscope/native/internal/wire"
)

// goRuntime is what the Go runtime counts, read from the process' memory. Where that may not be read, or is no Go program, it has
// no columns and a note.
type goRuntime struct {
	process target.Process
	reader  *runtimestats.Reader
	why     string
	lost    uint64
	// given are the pauses since the row before.
	given []runtimestats.Pause
}

// newGoRuntime fails only when the process has ended.
func newGoRuntime(pid int) (*goRuntime, error) {
	process, err := target.Open(pid)
	if err != nil {
		return refusedRuntime(err)
	}
	reader, err := runtimestats.Attach(process)
	if err != nil {
		if ended := process.Alive(); ended != nil {
			err = ended
		}
		none, failed := refusedRuntime(err)
		return none, errors.Join(failed, process.Close())
	}
	return &goRuntime{process: process, reader: reader}, nil
}

func refusedRuntime(err error) (*goRuntime, error) {
	var known *wire.Error
	switch {
	case errors.As(err, &known) && known.Code == wire.CodeGone:
		return nil, err
	case errors.As(err, &known):
		return &goRuntime{why: known.Message}, nil
	}
	return &goRuntime{why: err.Error()}, nil
}

func (g *goRuntime) columns() []string {
	if g.reader == nil {
		return nil
	}
	return g.reader.Columns()
}

func (g *goRuntime) notes() []string {
	if g.reader == nil {
		return []string{"What its Go runtime counts is not known: " + g.why + "."}
	}
	notes := g.reader.Notes()
	if g.lost > 0 {
		notes = append(notes, fmt.Sprintf("Garbage collections whose pauses are not known, because too many came between two rows: %d.", g.lost))
	}
	return notes
}

func (g *goRuntime) read(now time.Time, row []float64) ([]float64, error) {
	if g.reader == nil {
		return row, nil
	}
	row, err := g.reader.Read(now, row)
	if err != nil {
		// One that began another program (execve), or closed itself, has ended as what it was.
		return row, errEnded
	}
	var lost uint64
	g.given, lost = g.reader.Pauses()
	g.lost += lost
	return row, nil
}

func (g *goRuntime) close() error {
	if g.process == nil {
		return nil
	}
	return g.process.Close()
}

// GoMaxProcs is how many processors the program uses at most, 0 where that is not known.
func (s *Sampler) GoMaxProcs() int {
	if s.runtime.reader == nil {
		return 0
	}
	row, err := s.runtime.reader.Read(time.Now(), nil)
	if at := slices.Index(s.runtime.columns(), "gomaxprocs"); err == nil && at >= 0 && at < len(row) && row[at] > 0 {
		return int(row[at])
	}
	return 0
}
