package runtimestats

import (
	"encoding/binary"

	"parkscope/native/internal/layout"
)

// Pause is how long one garbage collection stopped the program, all its parts together.
type Pause struct {
	// Cycle counts from 1, as in the lines of GODEBUG=gctrace=1.
	Cycle uint64
	// AtMs is its end, in milliseconds since the epoch.
	AtMs    float64
	PauseNs uint64
}

// Pauses are those of the last Read that were not answered before: at first the newest of the past, as many as the runtime keeps (256).
// lost counts cycles that came and went since the call before.
func (r *Reader) Pauses() (pauses []Pause, lost uint64) {
	if r.at.memstats == 0 || !r.fetched {
		return nil, 0
	}
	cycles := uint64(binary.LittleEndian.Uint32(r.numGC[:]))
	first := r.paused
	if cycles < first {
		first = 0 // it cannot count backwards: another program, or memory that makes no sense
	}
	if cycles-first > ringSize {
		if r.paused > 0 {
			lost = cycles - first - ringSize
		}
		first = cycles - ringSize
	}
	r.paused = cycles
	for cycle := first; cycle < cycles; cycle++ {
		at := 8 * (cycle % ringSize)
		pauses = append(pauses, Pause{
			Cycle:   cycle + 1,
			AtMs:    float64(binary.LittleEndian.Uint64(r.memstats[r.layout.Of(layout.MstatsPauseEnd)+at:])) / 1e6,
			PauseNs: binary.LittleEndian.Uint64(r.memstats[r.layout.Of(layout.MstatsPauseNs)+at:]),
		})
	}
	return pauses, lost
}
