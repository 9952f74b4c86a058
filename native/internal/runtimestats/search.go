package runtimestats

import (
	"encoding/binary"
	"math"
	"strings"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
	"parkscope/native/internal/symbols"
)

// search finds the variables of a stripped program by what they hold. Each must be found exactly once.
type search struct {
	segments []symbols.Segment
	// reads of what may be processors, looks for runtime.work.
	reads, looks int
}

// maxSearched bounds the global variables that are read; those of large programs are a few megabytes.
const maxSearched = 64 << 20

// maxReads bounds what memory that is made to look like processors costs: a second at most.
const maxReads = 1 << 18

// piece is how much memory the search holds.
const piece = 1 << 20

// nothing is what is stepped over at once where all is zero: tables that were never used. It is larger than any of the variables.
const nothing = 16 << 10

var zeros = strings.Repeat("\x00", 2*nothing)

// hits are the addresses of what may be each variable.
type hits struct{ allp, sched, controller, memstats []uint64 }

// run looks for what has no address yet.
func (s *search) run(r *Reader) error {
	r.plan()
	s.reads = 0
	var found hits
	overlap := uint64(max(len(r.memstats), len(r.controller), len(r.sched), 24)+7) &^ 7
	err := s.pieces(r, overlap, func(base uint64, bytes []byte) error { return s.visit(r, base, bytes, &found) })
	if err != nil {
		return err
	}
	for _, one := range []struct {
		into  *uint64
		found []uint64
	}{{&r.at.allp, found.allp}, {&r.at.sched, found.sched}, {&r.at.controller, found.controller}, {&r.at.memstats, found.memstats}} {
		if *one.into == 0 && len(one.found) == 1 {
			*one.into = one.found[0]
		}
	}
	return s.findWork(r)
}

// again looks for what the program did not show yet.
func (s *search) again(r *Reader) error {
	if r.at.memstats == 0 {
		return s.run(r)
	}
	return s.findWork(r)
}

// pieces reads the global variables piece by piece, each with what of the next one overlaps.
func (s *search) pieces(r *Reader, overlap uint64, visit func(base uint64, bytes []byte) error) error {
	buffer := make([]byte, piece+overlap)
	var left uint64 = maxSearched
	for _, segment := range s.segments {
		size := min(segment.Size, left) &^ 7
		left -= size
		for start := uint64(0); start < size; start += piece {
			bytes := buffer[:min(size-start, piece+overlap)]
			ok, err := memory.Bytes(r.mem, segment.Addr+start, bytes)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if err := visit(segment.Addr+start, bytes); err != nil {
				return err
			}
		}
	}
	return nil
}

// visit looks at each word of one piece, but for those beyond it, which are the next one's.
func (s *search) visit(r *Reader, base uint64, bytes []byte, found *hits) error {
	most, minimum, unix := r.layout.Of(layout.SchedMaxMs), r.layout.Of(layout.GCHeapMinimum), r.layout.Of(layout.MstatsLastGCUnix)
	for at := 0; at < piece && at+24 <= len(bytes); at += 8 {
		rest := bytes[at:]
		if at%nothing == 0 && len(rest) >= 2*nothing && string(rest[:2*nothing]) == zeros {
			// Neither here nor in what begins here.
			at += nothing - 8
			continue
		}
		addr := base + uint64(at)
		if r.at.allp == 0 && mayBeSlice(rest) {
			is, err := s.isAllp(r, rest)
			if is && err == nil {
				var copied bool
				copied, err = r.isCopy(addr)
				is = !copied
			}
			if err != nil {
				return err
			}
			if is {
				found.allp = append(found.allp, addr)
			}
		}
		// The word that tells most first: there are millions of others.
		if r.at.sched == 0 && len(rest) >= len(r.sched) && binary.LittleEndian.Uint32(rest[most:]) == maxThreads && r.schedIsRight(rest) {
			found.sched = append(found.sched, addr)
		}
		if r.at.controller == 0 && len(rest) >= len(r.controller) && binary.LittleEndian.Uint64(rest[minimum:]) != 0 && r.controllerIsRight(rest) {
			found.controller = append(found.controller, addr)
		}
		if r.at.memstats == 0 && len(rest) >= len(r.memstats) && isTime(binary.LittleEndian.Uint64(rest[unix:])) && r.hasCollected(rest) {
			found.memstats = append(found.memstats, addr)
		}
	}
	return nil
}

// missing are the names of what was not found, for people.
func (r *Reader) missing() []string {
	if r.absent == nil {
		return nil
	}
	var notes []string
	if r.at.memstats == 0 {
		notes = append(notes, "The program is stripped: stacks, pauses and cycles of its garbage collector are not known before its first cycle.")
	}
	if r.at.controller == 0 {
		notes = append(notes, "The program is stripped, and the counts of its heap were not found in its memory.")
	}
	if r.at.sched == 0 {
		notes = append(notes, "The program is stripped, and its scheduler was not found in its memory: goroutines, threads and the global queue are not counted.")
	}
	return notes
}

func mayBeSlice(b []byte) bool {
	ptr, length, capacity := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:])
	return ptr != 0 && ptr%8 == 0 && length > 0 && length <= capacity && capacity <= maxProcs
}

// isAllp: each element is a processor that has its place in the slice as its number.
func (s *search) isAllp(r *Reader, slice []byte) (bool, error) {
	ptr, count := binary.LittleEndian.Uint64(slice), binary.LittleEndian.Uint64(slice[8:])
	head := make([]byte, r.headSize)
	for i := range count {
		if s.reads++; s.reads > maxReads {
			return false, nil
		}
		p, ok, err := memory.Word(r.mem, ptr+8*i)
		if err != nil || !ok || p == 0 || p%8 != 0 {
			return false, err
		}
		if ok, err := memory.Bytes(r.mem, p, head); err != nil || !ok {
			return false, err
		}
		// One that was never used is all zeros, as other memory is; the first always made a goroutine.
		if !r.procIsRight(head, int(i)) || i == 0 && !r.madeGoroutines(head) || r.word(head, layout.PGoidCacheEnd) > 1<<48 {
			return false, nil
		}
	}
	return true, nil
}

// madeGoroutines: a processor takes their ids from sched.goidgen by sixteen, which begins at 1 (proc.go, newproc1). Threads of cgo take one
// each, after which only that it has scheduled tells it from other memory. That alone is not enough: a short program's first processor may
// have run nothing but the goroutine it made itself, which the runtime does not count.
func (r *Reader) madeGoroutines(head []byte) bool {
	const batch = 16
	end := r.word(head, layout.PGoidCacheEnd)
	return end > 0 && (end%batch == 1 || r.half(head, layout.PSchedTick) > 0)
}

// isCopy: the first thread is a global variable, too, and may hold a copy of the list while it has no processor.
func (r *Reader) isCopy(addr uint64) (bool, error) {
	if !r.layout.Has(layout.MAllpSnapshot) {
		return false, nil
	}
	thread := addr - r.layout.Of(layout.MAllpSnapshot)
	g0, ok, err := memory.Word(r.mem, thread) // m.g0 is its first field in every version
	if err != nil || !ok || g0 == 0 {
		return false, err
	}
	own, ok, err := memory.Word(r.mem, g0+r.layout.Of(layout.GM))
	return ok && own == thread, err
}

// procIsRight: its number, a status that exists (runtime2.go: idle to dead), and a queue of possible length.
func (r *Reader) procIsRight(head []byte, index int) bool {
	const dead, slots = 4, 256
	length := r.half(head, layout.PRunqTail) - r.half(head, layout.PRunqHead)
	// A queue that changes while it is read may be too long by one for a moment, or too short by many.
	return r.half(head, layout.PID) == uint32(index) && r.half(head, layout.PStatus) <= dead && (length <= 2*slots || -length <= 2*slots)
}

func (r *Reader) procsAreRight() bool {
	for i := range r.procs {
		if !r.procIsRight(r.proc(i).piece[:r.headSize], i) {
			return false
		}
	}
	return len(r.procs) > 0
}

// maxThreads is the limit that every program has which does not call debug.SetMaxThreads.
const maxThreads = 10_000

// schedIsRight: counts of threads and processors that can be, below the limit on threads.
func (r *Reader) schedIsRight(b []byte) bool {
	most, next, freed := r.half(b, layout.SchedMaxMs), r.word(b, layout.SchedNextM), r.word(b, layout.SchedFreedMs)
	idle, spinning, idlePs := r.half(b, layout.SchedIdleMs), r.half(b, layout.SchedSpinning), r.half(b, layout.SchedIdlePs)
	if r.at.sched == 0 && most != maxThreads {
		return false // only the usual limit tells it from other memory
	}
	ids := r.word(b, layout.SchedGoidgen)
	return most > 0 && most <= math.MaxInt32 && next > freed && next-freed <= uint64(most) && next < 1<<40 &&
		uint64(idle) <= next && idlePs <= maxProcs && spinning <= maxProcs && ids > 0 && ids < 1<<48
}

// controllerIsRight: the smallest heap that is collected is 4 MiB times GOGC (mgcpacer.go, heapMinimum), and sizes of the heap are whole
// pages of 8 KiB that fit together.
func (r *Reader) controllerIsRight(b []byte) bool {
	const smallest, pageSize = 4 << 20, 8 << 10
	percent := int32(r.half(b, layout.GCPercent))
	minimum := r.word(b, layout.GCHeapMinimum)
	// With GOGC=off the runtime computes it from -1, too. Experiments have another smallest heap, but those are not searched.
	if percent < -1 || r.at.controller == 0 && minimum != uint64(smallest)*uint64(int64(percent))/100 {
		return false
	}
	if !r.layout.Has(layout.GCHeapInUse) {
		return minimum > 0 && r.word(b, layout.GCHeapLive) > 0 && r.word(b, layout.GCHeapLive) < 1<<48
	}
	inUse, ready := r.word(b, layout.GCHeapInUse), r.word(b, layout.GCMappedReady)
	limit := r.word(b, layout.GCMemoryLimit)
	return inUse > 0 && inUse%pageSize == 0 && inUse <= ready && ready < 1<<48 && r.word(b, layout.GCHeapReleased)%4096 == 0 &&
		limit > 0 && limit <= math.MaxInt64 && r.word(b, layout.GCTotalFree) <= r.word(b, layout.GCTotalAlloc) && r.word(b, layout.GCTotalAlloc) > 0
}

// memstatsAreRight: the last pause ended when the last cycle did.
func (r *Reader) memstatsAreRight(b []byte) bool {
	cycles := r.half(b, layout.MstatsNumGC)
	return cycles == 0 || r.hasCollected(b) || r.half(b, layout.MstatsNumForced) <= cycles
}

// isTime: nanoseconds since the epoch from 2009 to 2200, years in which there are programs in Go.
func isTime(ns uint64) bool {
	const first, last = 1_230_768_000_000_000_000, 7_258_118_400_000_000_000
	return ns >= first && ns <= last
}

// hasCollected knows memstats by the time of the last cycle, which is in it twice.
func (r *Reader) hasCollected(b []byte) bool {
	unix := r.word(b, layout.MstatsLastGCUnix)
	cycles := r.half(b, layout.MstatsNumGC)
	if !isTime(unix) || cycles == 0 {
		return false
	}
	newest := uint64((cycles + ringSize - 1) % ringSize)
	return binary.LittleEndian.Uint64(b[r.layout.Of(layout.MstatsPauseEnd)+8*newest:]) == unix &&
		binary.LittleEndian.Uint64(b[r.layout.Of(layout.MstatsPauseNs)+8*newest:]) <= r.word(b, layout.MstatsPauseTotal)
}
