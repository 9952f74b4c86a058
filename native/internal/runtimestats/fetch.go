package runtimestats

import (
	"encoding/binary"
	"errors"
	"slices"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

const (
	// maxProcs is far above what runs Go (the runtime's own limit was 1024 for years), and bounds what a wrong count makes us hold.
	maxProcs = 4096
	// attempts to read a list of processors that is being replaced.
	attempts = 3
)

// scratch is what one reading fetched.
type scratch struct {
	// numGC is read before memstats: the ring of pauses then holds all those cycles.
	numGC      [4]byte
	memstats   []byte
	controller []byte
	sched      []byte
	phase      [4]byte
	maxProcs   [4]byte
	allgLen    [8]byte
	allp       [24]byte
	assisted   [8]byte
	// procs are the addresses of the processors, as in the array that allp points to; heads, frees and timers are pieces of each.
	procs    []uint64
	array    []byte
	pieces   []byte
	headSize int
	freeSize int
	ranges   []memory.Range
	header   [24]byte
}

// plan sets what is read of each structure.
func (r *Reader) plan() {
	l := r.layout
	const ring = 8 * ringSize
	r.memstats = make([]byte, max(l.Of(layout.MstatsPauseNs)+ring, l.Of(layout.MstatsPauseEnd)+ring, l.End(layout.MstatsHeapStatsEnd, layout.MstatsOtherSys, layout.MstatsPauseTotal, layout.MstatsLastGCUnix,
		layout.MstatsNumForced, layout.MstatsLastGCNano, layout.MstatsHeapSys, layout.MstatsHeapInUse, layout.MstatsHeapReleased)))
	r.controller = make([]byte, l.End(layout.GCPercent, layout.GCMemoryLimit, layout.GCHeapMinimum, layout.GCHeapGoal, layout.GCSweepTrigger,
		layout.GCTriggered, layout.GCHeapLive, layout.GCHeapMarked, layout.GCMarkStart, layout.GCHeapInUse, layout.GCHeapReleased,
		layout.GCHeapFree, layout.GCTotalAlloc, layout.GCTotalFree, layout.GCMappedReady, layout.GCAssist))
	r.sched = make([]byte, l.End(layout.SchedGoidgen, layout.SchedIdleMs, layout.SchedNextM, layout.SchedMaxMs, layout.SchedFreedMs,
		layout.SchedSystemGs, layout.SchedIdlePs, layout.SchedSpinning, layout.SchedRunqSize, layout.SchedFreeGs, layout.SchedFreeGsBare))
	r.headSize = int(l.End(layout.PID, layout.PStatus, layout.PSchedTick, layout.PGoidCacheEnd, layout.PRunqHead, layout.PRunqTail))
	r.freeSize = int(l.End(layout.PRunNext, layout.PFreeGs) - l.Of(layout.PRunNext))
}

// timersSize is what is read of the processor's timers: how many there are.
const timersSize = 4

// piece sizes of one processor: head, what is free, timers.
func (r *Reader) pieceSize() int { return r.headSize + r.freeSize + timersSize }

var errUnreadable = errors.New("the variables of its runtime cannot be read")

// fetch reads everything in one system call, or a second one when the list of processors changed.
func (r *Reader) fetch() error {
	for range attempts {
		r.ranges = r.ranges[:0]
		add := func(addr uint64, into []byte) {
			if addr != 0 && len(into) > 0 {
				r.ranges = append(r.ranges, memory.Range{Addr: addr, Into: into})
			}
		}
		if r.at.memstats != 0 {
			add(r.at.memstats+r.layout.Of(layout.MstatsNumGC), r.numGC[:])
		}
		add(r.at.memstats, r.memstats)
		add(r.at.controller, r.controller)
		add(r.at.sched, r.sched)
		add(r.at.phase, r.phase[:])
		add(r.at.maxProcs, r.maxProcs[:])
		add(r.at.allgLen, r.allgLen[:])
		add(r.at.allp, r.allp[:])
		if r.sumsAssists() {
			add(r.at.work+r.layout.Of(layout.WorkAssist), r.assisted[:])
		}
		if len(r.procs) > 0 {
			add(binary.LittleEndian.Uint64(r.header[:]), r.array)
			for i, p := range r.procs {
				piece := r.pieces[i*r.pieceSize() : (i+1)*r.pieceSize()]
				add(p, piece[:r.headSize])
				add(p+r.layout.Of(layout.PRunNext), piece[r.headSize:r.headSize+r.freeSize])
				add(p+r.layout.Of(layout.PTimers), piece[r.headSize+r.freeSize:])
			}
		}
		if err := r.mem.Read(r.ranges); err != nil {
			return err
		}
		whole := !slices.ContainsFunc(r.ranges, func(one memory.Range) bool { return !one.OK })
		if whole && len(r.procs) > 0 && r.header == r.allp && r.sameProcs() {
			return nil
		}
		if err := r.listProcs(); err != nil {
			return err
		}
	}
	return errUnreadable
}

func (r *Reader) sameProcs() bool {
	for i, p := range r.procs {
		if binary.LittleEndian.Uint64(r.array[8*i:]) != p {
			return false
		}
	}
	return true
}

// listProcs reads the addresses of the processors. GOMAXPROCS changes them.
func (r *Reader) listProcs() error {
	r.procs = r.procs[:0]
	ok, err := memory.Bytes(r.mem, r.at.allp, r.header[:])
	if err != nil {
		return err
	}
	ptr, count := binary.LittleEndian.Uint64(r.header[:]), binary.LittleEndian.Uint64(r.header[8:])
	if !ok || ptr == 0 || count == 0 || count > maxProcs {
		return nil
	}
	r.array = make([]byte, 8*count)
	if ok, err = memory.Bytes(r.mem, ptr, r.array); err != nil || !ok {
		return err
	}
	r.pieces = make([]byte, int(count)*r.pieceSize())
	for i := range count {
		r.procs = append(r.procs, binary.LittleEndian.Uint64(r.array[8*i:]))
	}
	return nil
}

// proc is one processor of the last reading.
type proc struct {
	r     *Reader
	piece []byte
}

func (r *Reader) proc(i int) proc {
	return proc{r, r.pieces[i*r.pieceSize() : (i+1)*r.pieceSize()]}
}

func (p proc) head32(f layout.Field) uint32 {
	return binary.LittleEndian.Uint32(p.piece[p.r.layout.Of(f):])
}

func (p proc) head64(f layout.Field) uint64 {
	return binary.LittleEndian.Uint64(p.piece[p.r.layout.Of(f):])
}

// free is the number of ended goroutines that it keeps for the next ones.
func (p proc) free() uint32 {
	at := uint64(p.r.headSize) + p.r.layout.Of(layout.PFreeGs) - p.r.layout.Of(layout.PRunNext)
	return binary.LittleEndian.Uint32(p.piece[at:])
}

func (p proc) timers() uint32 {
	return binary.LittleEndian.Uint32(p.piece[p.r.headSize+p.r.freeSize:])
}

// queued is how many goroutines wait in its own queue, with the one that runs next; false when head and tail do not belong together.
func (p proc) queued() (float64, bool) {
	const slots = 256
	length := p.head32(layout.PRunqTail) - p.head32(layout.PRunqHead)
	if length > slots {
		return 0, false
	}
	if binary.LittleEndian.Uint64(p.piece[p.r.headSize:]) != 0 {
		length++
	}
	return float64(length), true
}

// word and half read a field of a structure that was fetched.
func (r *Reader) word(of []byte, f layout.Field) uint64 {
	return binary.LittleEndian.Uint64(of[r.layout.Of(f):])
}

func (r *Reader) half(of []byte, f layout.Field) uint32 {
	return binary.LittleEndian.Uint32(of[r.layout.Of(f):])
}
