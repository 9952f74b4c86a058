package goroutines

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// readSleeps reads when goroutines that sleep will wake: from 1.23 on the goroutine says so, before that its timer.
func (r *waitReader) readSleeps(ctx context.Context, goroutines []int) error {
	l := r.layout
	if !l.Has(layout.GTimer) {
		return nil
	}
	size := int(l.End(layout.GTimer, layout.GSleepWhen))
	buffer := make([]byte, min(len(goroutines), batchSize)*size)
	for len(goroutines) > 0 && len(r.Waits) < maxWaits {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := goroutines[:min(len(goroutines), batchSize)]
		goroutines = goroutines[len(batch):]
		ranges := r.ranges[:0]
		for i, goroutine := range batch {
			ranges = append(ranges, memory.Range{Addr: r.Goroutines[goroutine].g, Into: buffer[i*size : (i+1)*size]})
		}
		if err := r.mem.Read(ranges); err != nil {
			return err
		}
		for i, goroutine := range batch {
			timer := binary.LittleEndian.Uint64(buffer[i*size+int(l.Of(layout.GTimer)):])
			if !ranges[i].OK || timer == 0 {
				r.Counts.WaitsLost++
				continue
			}
			wait := r.wait(Wait{Goroutine: goroutine, Direction: WaitReceive}, Object{Addr: timer, Kind: ObjectTimer, Value: unread, Capacity: unread})
			index := r.Waits[wait].Object
			if l.Has(layout.GSleepWhen) {
				r.Objects[index].Value = r.epochMs(binary.LittleEndian.Uint64(buffer[i*size+int(l.Of(layout.GSleepWhen)):]))
			} else {
				r.timers[index] = timer
			}
		}
		r.ranges = ranges
	}
	return nil
}

// readTimers reads when the timers fire that channels and, before 1.23, sleeping goroutines have.
func (r *waitReader) readTimers() error {
	l := r.layout
	if !l.Has(layout.TimerWhen) || len(r.timers) == 0 {
		return nil
	}
	indexes := make([]int, 0, len(r.timers))
	for index := range r.timers {
		indexes = append(indexes, index)
	}
	slices.Sort(indexes)
	buffer := make([]byte, min(len(indexes), batchSize)*8)
	for len(indexes) > 0 {
		batch := indexes[:min(len(indexes), batchSize)]
		indexes = indexes[len(batch):]
		ranges := r.ranges[:0]
		for i, index := range batch {
			ranges = append(ranges, memory.Range{Addr: r.timers[index] + l.Of(layout.TimerWhen), Into: buffer[i*8 : (i+1)*8]})
		}
		if err := r.mem.Read(ranges); err != nil {
			return err
		}
		for i, index := range batch {
			if !ranges[i].OK {
				r.Counts.WaitsLost++
				continue
			}
			r.Objects[index].Value = r.epochMs(binary.LittleEndian.Uint64(ranges[i].Into))
		}
		r.ranges = ranges
	}
	return nil
}

// epochMs turns a time of the runtime's clock into milliseconds since the epoch; -1 for a timer that is stopped (0) and for times
// that are none. One that overflowed means for ever, which is math.MaxInt64. Infinite where nobody knows what the runtime's clock showed.
func (r *waitReader) epochMs(when uint64) float64 {
	if when == 0 || when >= math.MaxInt64 {
		return unread
	}
	if r.clockless {
		return math.Inf(1)
	}
	return math.Round(float64(r.epochNs+int64(when)) / 1e6)
}

// maxEpochDrift is how far the two clocks may come apart before times are told by the newer difference: a timer that did not change
// has one time.
const maxEpochDrift = 20 * time.Millisecond

// setEpoch tells what the runtime's clock (nanotime) shows at a moment of ours; 0 = it is not known, as of a core file.
func (p *Program) setEpoch(at time.Time, nanotime int64) {
	p.clockless = nanotime == 0
	epoch := at.UnixNano() - nanotime
	if drift := epoch - p.epochNs; drift < -int64(maxEpochDrift) || drift > int64(maxEpochDrift) {
		p.epochNs = epoch
	}
}
