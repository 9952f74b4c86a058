package runtimestats

import (
	"encoding/binary"
	"math"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// assists adds up how long goroutines marked because they allocated (mark assists). From Go 1.20 on the runtime has the sum of all cycles
// that are over, which is what its own metric /cpu/classes/gc/mark/assist tells; of the cycle that runs, or of the last one, all versions tell.
type assists struct {
	// most is the largest that was answered: the sum is written a moment after the cycle is over.
	most float64
	// The rest is for programs without the sum. began is when the last cycle seen began to mark, counted its assists so far.
	seen           bool
	began, counted uint64
	cycle          uint64
	sum            float64
	missed         uint64
}

// sumsAssists: the runtime's own sum can be read.
func (r *Reader) sumsAssists() bool { return r.at.work != 0 && r.layout.Has(layout.WorkAssist) }

// assistNs is the time of all assists so far; phase is that of the collector.
func (r *Reader) assistNs(phase float64) float64 {
	if r.at.controller == 0 || math.IsNaN(phase) {
		return unknown
	}
	now := r.word(r.controller, layout.GCAssist)
	if !r.sumsAssists() {
		return r.countAssists(phase, now)
	}
	sum := float64(binary.LittleEndian.Uint64(r.assisted[:]))
	if phase != 0 {
		sum += float64(now)
	}
	r.assists.most = max(r.assists.most, sum)
	return r.assists.most
}

// countAssists adds what one cycle after the other tells, from the first reading on.
func (r *Reader) countAssists(phase float64, now uint64) float64 {
	a := &r.assists
	began, cycle := r.word(r.controller, layout.GCMarkStart), uint64(0)
	if r.at.memstats != 0 {
		if cycle = uint64(binary.LittleEndian.Uint32(r.numGC[:])); phase != 0 {
			cycle++
		}
	}
	switch {
	case !a.seen:
		a.seen = true
	case began == a.began:
		a.sum += float64(max(now, a.counted) - a.counted)
	default:
		a.sum += float64(now)
		if a.cycle > 0 && cycle > a.cycle+1 {
			a.missed += cycle - a.cycle - 1
		}
	}
	a.began, a.counted, a.cycle = began, now, cycle
	return a.sum
}

// mostLooks for runtime.work: where it was not found in so many, it is not of the shape that is known.
const mostLooks = 20

// findWork looks for runtime.work in a stripped program: it holds when the last cycle ended, as memstats does, and when its parts began. While
// a cycle runs it cannot be told.
func (s *search) findWork(r *Reader) error {
	if r.at.work != 0 || r.at.memstats == 0 || !r.layout.Has(layout.WorkAssist) || s.looks >= mostLooks {
		return nil
	}
	s.looks++
	end, ok, err := memory.Word(r.mem, r.at.memstats+r.layout.Of(layout.MstatsLastGCNano))
	if err != nil || !ok || end == 0 {
		return err
	}
	var found []uint64
	err = s.pieces(r, 0, func(base uint64, bytes []byte) error {
		for at := 0; at+8 <= len(bytes); at += 8 {
			if binary.LittleEndian.Uint64(bytes[at:]) != end {
				continue
			}
			addr := base + uint64(at) - r.layout.Of(layout.WorkEnd)
			is, err := r.isWork(addr, end)
			if err != nil {
				return err
			}
			if is {
				found = append(found, addr)
			}
		}
		return nil
	})
	if len(found) == 1 {
		r.at.work = found[0]
	}
	return err
}

// isWork: the parts of the last cycle began one after the other, and its pause is that of memstats.
func (r *Reader) isWork(addr, end uint64) (bool, error) {
	l := r.layout
	raw := make([]byte, l.End(layout.WorkSweepTerm, layout.WorkMark, layout.WorkMarkTerm, layout.WorkEnd, layout.WorkPause, layout.WorkAssist))
	for _, one := range []memory.Range{{Addr: addr, Into: raw}, {Addr: r.at.memstats, Into: r.memstats}} {
		if ok, err := memory.Bytes(r.mem, one.Addr, one.Into); err != nil || !ok {
			return false, err
		}
	}
	cycles := r.half(r.memstats, layout.MstatsNumGC)
	if cycles == 0 {
		return false, nil
	}
	pause := r.word(r.memstats[8*((cycles-1)%ringSize):], layout.MstatsPauseNs)
	sweep, mark, last := r.word(raw, layout.WorkSweepTerm), r.word(raw, layout.WorkMark), r.word(raw, layout.WorkMarkTerm)
	return 0 < sweep && sweep <= mark && mark <= last && last <= end && r.word(raw, layout.WorkPause) == pause, nil
}
