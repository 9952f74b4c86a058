// Package stop holds all threads of a process still for a moment. The process runs on when it is released, when the time that was allowed is
// over, and when the sampler or its tracing thread ends, whatever the cause: the kernel detaches what a tracer leaves behind.
package stop

import (
	"fmt"
	"time"
)

// Registers of a thread that stands still.
type Registers struct {
	// SP is its stack pointer.
	SP uint64
	// Words are all its registers; from Vectors on those for vectors, in pieces of 8 bytes.
	Words   []uint64
	Vectors int
	// Calling is where it called the kernel from, where it is in a call or just behind one; 0 where it is not, or that is not known.
	Calling uint64
}

// Held is a process that stands still.
type Held struct {
	// Threads by number.
	Threads map[int]Registers

	release chan struct{}
	ended   chan outcome
}

type outcome struct {
	stopped time.Duration
	cut     bool
	err     error
}

// ErrCut says that the time was over before Release: the process ran on meanwhile.
type ErrCut struct{ Budget time.Duration }

func (e ErrCut) Error() string {
	return fmt.Sprintf("the process was let go after %v, before all was read", e.Budget)
}

// Release lets the process run on and tells how long it stood still, from the first thread that was asked to stop to the last that was let
// go. The error is ErrCut, or of letting it go.
func (h *Held) Release() (time.Duration, error) {
	close(h.release)
	end := <-h.ended
	return end.stopped, end.err
}
