package runtimestats

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"parkscope/native/internal/layout"
)

// ringSize is how many pauses the runtime keeps (mstats.go).
const ringSize = 256

// maxQueues is how many processors have a column of their own.
const maxQueues = 64

// fixed are the columns before those of each processor.
var fixed = []string{
	"heapInUseBytes", "heapFreeBytes", "heapReleasedBytes", "heapLiveBytes", "heapGoalBytes", "heapMarkedBytes",
	"stackInUseBytes", "runtimeSysBytes", "allocatedBytes", "freedBytes", "objectsAllocated", "objectsFreed",
	"gcPercent", "goMemoryLimitBytes", "gcCycles", "gcForced", "gcPauseTotalNs", "gcPhase", "gcAssistNs",
	"goroutines", "goroutinesCreated", "gomaxprocs", "idleProcs", "goThreads", "idleThreads", "spinningThreads",
	"timers", "schedulings", "runQueueGlobal", "runQueueLocal",
}

// Columns are the names of the numbers of Read. Bytes are bytes, Ns nanoseconds. gcPhase is 0 (off), 1 (marking), 2 (ending); gcAssistNs is
// the time that goroutines marked for what they allocated, since the program began or (before Go 1.20) since it is watched. Those of
// processors are `runQueue0` and so on, as many as there were at Attach, at most 64; runQueueLocal is the sum of all.
func (r *Reader) Columns() []string {
	names := append([]string(nil), fixed...)
	for i := range r.columnsOfProcs() {
		names = append(names, fmt.Sprintf("runQueue%d", i))
	}
	return names
}

func (r *Reader) columnsOfProcs() int {
	if r.queues == 0 {
		r.queues = min(len(r.procs), maxQueues)
	}
	return r.queues
}

// Notes say what is special or cannot be had, one sentence each.
func (r *Reader) Notes() []string {
	notes := append(append([]string{}, r.notes...), r.missing()...)
	if r.assists.missed > 0 {
		notes = append(notes, fmt.Sprintf("Mark assists of %d garbage collections are not counted: they came and went between two rows.", r.assists.missed))
	}
	if r.unread > 0 {
		notes = append(notes, fmt.Sprintf("What its runtime counts could not be read %d times.", r.unread))
	}
	return notes
}

// searchAgain is how often a stripped program is searched for what it did not show yet.
const searchAgain = time.Second

// Read appends what is counted at this moment; NaN is a number that is not known, +Inf a limit that is not set. It fails when the
// process cannot be read any more.
func (r *Reader) Read(now time.Time, row []float64) ([]float64, error) {
	if r.absent != nil && now.After(r.nextSearch) {
		r.nextSearch = now.Add(searchAgain)
		if err := r.absent.again(r); err != nil {
			return row, err
		}
	}
	switch err := r.fetch(); {
	case errors.Is(err, errUnreadable):
		for range len(fixed) + r.columnsOfProcs() {
			row = append(row, math.NaN())
		}
		r.unread++
		return row, nil
	case err != nil:
		return row, err
	}
	r.fetched = true
	row = r.heap(row)
	row = r.collector(row)
	return r.scheduler(row), nil
}

var unknown = math.NaN()

// heap appends the sizes of the heap and what was allocated.
func (r *Reader) heap(row []float64) []float64 {
	l := r.layout
	inUse, free, released, live, goal, marked := unknown, unknown, unknown, unknown, unknown, unknown
	allocated, freed := unknown, unknown
	if r.at.controller != 0 {
		c := r.controller
		live, marked = float64(r.word(c, layout.GCHeapLive)), float64(r.word(c, layout.GCHeapMarked))
		goal = r.goal()
		if l.Has(layout.GCHeapInUse) {
			inUse, free, released = float64(r.word(c, layout.GCHeapInUse)), float64(r.word(c, layout.GCHeapFree)), float64(r.word(c, layout.GCHeapReleased))
			allocated, freed = float64(r.word(c, layout.GCTotalAlloc)), float64(r.word(c, layout.GCTotalFree))
		}
	}
	stats := shards{inStacks: unknown, others: unknown, allocs: unknown, frees: unknown}
	sys := unknown
	if r.at.memstats != 0 {
		m := r.memstats
		if l.Has(layout.MstatsHeapInUse) {
			inUse, released = float64(r.word(m, layout.MstatsHeapInUse)), float64(r.word(m, layout.MstatsHeapReleased))
			free = float64(r.word(m, layout.MstatsHeapSys)) - inUse - released
		}
		if sum := r.shards(); !(sum.inHeap > 1.5*inUse+largeSpan) {
			stats = sum
		}
		sys = inUse + free + released + stats.inStacks + stats.others
		for _, f := range []layout.Field{
			layout.MstatsStacksSys, layout.MstatsMspanSys, layout.MstatsMcacheSys, layout.MstatsBuckhashSys, layout.MstatsGCMiscSys, layout.MstatsOtherSys,
		} {
			sys += float64(r.word(m, f))
		}
	}
	return append(row, inUse, free, released, live, goal, marked, stats.inStacks, sys, allocated, freed, stats.allocs, stats.frees)
}

// largeSpan is how much of the heap may be counted in one place and not yet in the other.
const largeSpan = 64 << 20

// shards are counts that are kept in three parts (consistentHeapStats), of which one is empty. While the runtime adds one to another
// both hold it: then what is in the heap does not fit to what the heap says.
type shards struct{ inHeap, inStacks, others, allocs, frees float64 }

func (r *Reader) shards() shards {
	l := r.layout
	first := l.Of(layout.MstatsHeapStats)
	size := (l.Of(layout.MstatsHeapStatsEnd) - first) / 3
	var sum shards
	// Each count of small objects is an array by size, and the field after it tells where it ends.
	classes := (l.Of(layout.DeltaLargeFree) - l.Of(layout.DeltaSmallAllocs)) / 8
	for i := range uint64(3) {
		part := r.memstats[first+i*size:]
		signed := func(f layout.Field) float64 { return float64(int64(binary.LittleEndian.Uint64(part[l.Of(f):]))) }
		sum.inHeap += signed(layout.DeltaInHeap)
		sum.inStacks += signed(layout.DeltaInStacks)
		sum.others += signed(layout.DeltaInWorkBufs)
		if l.Has(layout.DeltaInPtrScalarBits) {
			sum.others += signed(layout.DeltaInPtrScalarBits)
		}
		tiny := signed(layout.DeltaTinyAllocs)
		sum.allocs += tiny + signed(layout.DeltaLargeAllocs)
		sum.frees += tiny + signed(layout.DeltaLargeFrees)
		for class := range classes {
			sum.allocs += float64(binary.LittleEndian.Uint64(part[l.Of(layout.DeltaSmallAllocs)+8*class:]))
			sum.frees += float64(binary.LittleEndian.Uint64(part[l.Of(layout.DeltaSmallFrees)+8*class:]))
		}
	}
	return sum
}

// goal is the size at which the next collection ends, as heapGoalInternal of mgcpacer.go computes it.
func (r *Reader) goal() float64 {
	c := r.controller
	goal := r.word(c, layout.GCHeapGoal)
	if !r.layout.Has(layout.GCMemoryLimit) {
		return float64(goal)
	}
	if limited := r.limitedGoal(); limited < goal {
		return float64(limited)
	}
	const minRunway = 64 << 10
	goal = max(goal, r.word(c, layout.GCSweepTrigger))
	if triggered := r.word(c, layout.GCTriggered); triggered != math.MaxUint64 {
		goal = max(goal, triggered+minRunway)
	}
	return float64(goal)
}

// limitedGoal is what GOMEMLIMIT leaves for the heap (memoryLimitHeapGoal).
func (r *Reader) limitedGoal() uint64 {
	c := r.controller
	limit, marked := r.word(c, layout.GCMemoryLimit), r.word(c, layout.GCHeapMarked)
	ready, used := r.word(c, layout.GCMappedReady), r.word(c, layout.GCHeapFree)+r.word(c, layout.GCTotalAlloc)-r.word(c, layout.GCTotalFree)
	other := ready - min(used, ready)
	over := ready - min(limit, ready)
	if other+over >= limit {
		return marked
	}
	goal := limit - other - over
	// Room for what is allocated meanwhile: a constant, from Go 1.21 on three hundredths at least.
	headroom := uint64(1 << 20)
	if r.layout.Minor >= 21 {
		headroom = max(headroom, goal/100*3)
	}
	if goal < 2*headroom {
		goal = headroom
	} else {
		goal -= headroom
	}
	return max(goal, marked)
}

// collector appends the garbage collector's settings, cycles and phase.
func (r *Reader) collector(row []float64) []float64 {
	percent, limit, cycles, forced, pauses, phase := unknown, unknown, unknown, unknown, unknown, unknown
	if r.at.controller != 0 {
		percent = float64(int32(r.half(r.controller, layout.GCPercent)))
		if r.layout.Has(layout.GCMemoryLimit) {
			if limit = math.Inf(1); r.word(r.controller, layout.GCMemoryLimit) < math.MaxInt64 {
				limit = float64(r.word(r.controller, layout.GCMemoryLimit))
			}
		}
	}
	if r.at.memstats != 0 {
		cycles = float64(binary.LittleEndian.Uint32(r.numGC[:]))
		forced, pauses = float64(r.half(r.memstats, layout.MstatsNumForced)), float64(r.word(r.memstats, layout.MstatsPauseTotal))
	}
	switch {
	case r.at.phase != 0:
		phase = float64(binary.LittleEndian.Uint32(r.phase[:]))
	case r.at.memstats != 0 && r.at.controller != 0:
		// Stripped: it marks when marking began after the last cycle ended. Its end is too short to be told apart.
		phase = 0
		if r.word(r.controller, layout.GCMarkStart) > r.word(r.memstats, layout.MstatsLastGCNano) {
			phase = 1
		}
	}
	return append(row, percent, limit, cycles, forced, pauses, phase, r.assistNs(phase))
}

// goroutines counts as gcount of proc.go does: entries of the list, less those that ended and wait for another use, and those of the
// runtime itself. All of these change while they are read.
func (r *Reader) goroutines() float64 {
	free := float64(int32(r.half(r.sched, layout.SchedFreeGs)))
	if r.layout.Has(layout.SchedFreeGsBare) {
		free += float64(int32(r.half(r.sched, layout.SchedFreeGsBare)))
	}
	for i := range r.procs {
		free += float64(r.proc(i).free())
	}
	system := float64(int32(r.half(r.sched, layout.SchedSystemGs)))
	return max(1, float64(binary.LittleEndian.Uint64(r.allgLen[:]))-free-system)
}

// scheduler appends goroutines, threads and queues.
func (r *Reader) scheduler(row []float64) []float64 {
	timers, ticks, unused, local := 0.0, 0.0, 0.0, 0.0
	queues := make([]float64, r.columnsOfProcs())
	for i := range queues {
		queues[i] = unknown
	}
	for i := range r.procs {
		p := r.proc(i)
		timers += float64(p.timers())
		ticks += float64(p.head32(layout.PSchedTick))
		unused += float64(p.head64(layout.PGoidCacheEnd) - min(p.head64(layout.PGoidCache), p.head64(layout.PGoidCacheEnd)))
		length, whole := p.queued()
		if !whole {
			length = unknown
		}
		local += length
		if i < len(queues) {
			queues[i] = length
		}
	}
	goroutines, created, idlePs, threads, idleMs, spinning, global := unknown, unknown, unknown, unknown, unknown, unknown, unknown
	if r.at.sched != 0 {
		s := r.sched
		goroutines = r.goroutines()
		// Ids are given to processors in groups; those not used yet are no goroutines.
		created = float64(r.word(s, layout.SchedGoidgen)) - unused
		idlePs, spinning = float64(r.half(s, layout.SchedIdlePs)), float64(r.half(s, layout.SchedSpinning))
		threads, idleMs = float64(r.word(s, layout.SchedNextM)-r.word(s, layout.SchedFreedMs)), float64(r.half(s, layout.SchedIdleMs))
		global = float64(int32(r.half(s, layout.SchedRunqSize)))
	}
	procs := float64(len(r.procs))
	if r.at.maxProcs != 0 {
		procs = float64(binary.LittleEndian.Uint32(r.maxProcs[:]))
	}
	row = append(row, goroutines, created, procs, idlePs, threads, idleMs, spinning, timers, ticks, global, local)
	return append(row, queues...)
}
