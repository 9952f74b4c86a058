// Package layout knows where the fields of the Go runtime's structures are: from the program's own debug information where it
// has some, else from a table generated with the toolchains themselves. A version that is in neither is refused.
package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Field is one field of a runtime structure.
type Field int

// The fields that Parkscope reads. Their Go names are in fieldPaths, in this order.
const (
	GStackLo Field = iota
	GStackHi
	GM
	GSchedSP
	GSchedPC
	GSchedBP
	GSchedLR
	GSyscallSP
	GSyscallPC
	GStatus
	GGoid
	GWaitSince
	GWaitReason
	GLockedM
	GParentGoid
	GGopc
	GStartPC
	GWaiting
	GLabels
	GSleepWhen
	GTrackingSeq
	MProcid
	MCurg
	SudogG
	SudogNext
	SudogPrev
	SudogElem
	SudogIsSelect
	SudogWaitlink
	SudogC
	HchanQcount
	HchanDataqsiz
	HchanElemsize
	HchanClosed
	HchanTimer
	HchanRecvq
	HchanSendq
	SchedGoidgen
	ModuleFtab
	ModuleMinPC
	ModuleMaxPC
	ModuleText
	ModuleEtext
	ModuleNoptrdata
	ModuleData
	ModuleBss
	ModuleNoptrbss
	ModuleEnoptrdata
	ModuleEdata
	ModuleEbss
	ModuleEnoptrbss
	ModuleGofunc
	ModuleTextsectmap
	ModuleNext
	// Of the heap, for internal/reach.
	GXRegs
	MG0
	MGsignal
	MP
	MIsExtra
	MAlllink
	PPcache
	PSudogcache
	PMspancache
	PGcw
	PRunSafePointFn
	MheapAllspans
	MspanStart
	MspanPages
	MspanNelems
	MspanClass
	MspanState
	MspanElemsize
	MspanSpecials
	SpecialNext
	SpecialOffset
	SpecialKind
	FinblockAlllink
	FinblockFin
	CleanupQueueAll
	CleanupBlockAlllink
	CleanupBlockCleanups
	ModuleGcdatamask
	ModuleGcbssmask
	// Of the runtime's own counts, for internal/runtimestats.
	MstatsHeapStats
	MstatsHeapStatsEnd
	MstatsStacksSys
	MstatsMspanSys
	MstatsMcacheSys
	MstatsBuckhashSys
	MstatsGCMiscSys
	MstatsOtherSys
	MstatsPauseTotal
	MstatsLastGCUnix
	MstatsPauseNs
	MstatsPauseEnd
	MstatsNumGC
	MstatsNumForced
	MstatsLastGCNano
	MstatsHeapSys
	MstatsHeapInUse
	MstatsHeapReleased
	DeltaInHeap
	DeltaInStacks
	DeltaInWorkBufs
	DeltaInPtrScalarBits
	DeltaTinyAllocs
	DeltaLargeAllocs
	DeltaSmallAllocs
	DeltaLargeFree
	DeltaLargeFrees
	DeltaSmallFrees
	GCPercent
	GCMemoryLimit
	GCHeapMinimum
	GCHeapGoal
	GCSweepTrigger
	GCTriggered
	GCHeapLive
	GCHeapMarked
	GCMarkStart
	GCHeapInUse
	GCHeapReleased
	GCHeapFree
	GCTotalAlloc
	GCTotalFree
	GCMappedReady
	GCAssist
	WorkSweepTerm
	WorkMark
	WorkMarkTerm
	WorkEnd
	WorkPause
	WorkAssist
	SchedIdleMs
	SchedNextM
	SchedMaxMs
	SchedFreedMs
	SchedSystemGs
	SchedIdlePs
	SchedSpinning
	SchedRunqSize
	SchedFreeGs
	SchedFreeGsBare
	PID
	PStatus
	PSchedTick
	PGoidCache
	PGoidCacheEnd
	PRunqHead
	PRunqTail
	PRunNext
	PFreeGs
	MAllpSnapshot
	PTimers
	// Of what goroutines wait on.
	GTimer
	TimerWhen
	HchanElemtype
	PollFd
	PollRg
	PollWg
	ModuleTypes
	ModuleEtypes
	// Behind it a g has no pointers.
	GAssistBytes
	fieldCount
)

// fieldPaths names each field as in the runtime's source; the first alternative that exists counts.
var fieldPaths = [fieldCount][]string{
	GStackLo:      {"g.stack.lo"},
	GStackHi:      {"g.stack.hi"},
	GM:            {"g.m"},
	GSchedSP:      {"g.sched.sp"},
	GSchedPC:      {"g.sched.pc"},
	GSchedBP:      {"g.sched.bp"},
	GSchedLR:      {"g.sched.lr"},
	GSyscallSP:    {"g.syscallsp"},
	GSyscallPC:    {"g.syscallpc"},
	GStatus:       {"g.atomicstatus"},
	GGoid:         {"g.goid"},
	GWaitSince:    {"g.waitsince"},
	GWaitReason:   {"g.waitreason"},
	GLockedM:      {"g.lockedm"},
	GParentGoid:   {"g.parentGoid"}, // 1.21
	GGopc:         {"g.gopc"},
	GStartPC:      {"g.startpc"},
	GWaiting:      {"g.waiting"},
	GLabels:       {"g.labels"},
	GSleepWhen:    {"g.sleepWhen"}, // 1.23
	GTrackingSeq:  {"g.trackingSeq"},
	MProcid:       {"m.procid"},
	MCurg:         {"m.curg"},
	SudogG:        {"sudog.g"},
	SudogNext:     {"sudog.next"},
	SudogPrev:     {"sudog.prev"},
	SudogElem:     {"sudog.elem.vu", "sudog.elem"}, // 1.26: a pair whose first half may be nil
	SudogIsSelect: {"sudog.isSelect"},
	SudogWaitlink: {"sudog.waitlink"},
	SudogC:        {"sudog.c.maybeTraceablePtr.vu", "sudog.c"},
	HchanQcount:   {"hchan.qcount"},
	HchanDataqsiz: {"hchan.dataqsiz"},
	HchanElemsize: {"hchan.elemsize"},
	HchanClosed:   {"hchan.closed"},
	HchanTimer:    {"hchan.timer"}, // 1.23
	HchanRecvq:    {"hchan.recvq"},
	HchanSendq:    {"hchan.sendq"},
	SchedGoidgen:  {"schedt.goidgen"},
	ModuleFtab:    {"moduledata.ftab"},
	ModuleMinPC:   {"moduledata.minpc"},
	ModuleMaxPC:   {"moduledata.maxpc"},
	ModuleText:    {"moduledata.text"},
	ModuleEtext:   {"moduledata.etext"},

	ModuleNoptrdata:   {"moduledata.noptrdata"},
	ModuleData:        {"moduledata.data"},
	ModuleBss:         {"moduledata.bss"},
	ModuleNoptrbss:    {"moduledata.noptrbss"},
	ModuleEnoptrdata:  {"moduledata.enoptrdata"},
	ModuleEdata:       {"moduledata.edata"},
	ModuleEbss:        {"moduledata.ebss"},
	ModuleEnoptrbss:   {"moduledata.enoptrbss"},
	ModuleGofunc:      {"moduledata.gofunc"},
	ModuleTextsectmap: {"moduledata.textsectmap"},
	ModuleNext:        {"moduledata.next"},

	GXRegs:               {"g.xRegs.state"}, // 1.26
	MG0:                  {"m.g0"},
	MGsignal:             {"m.gsignal"},
	MP:                   {"m.p"},
	MIsExtra:             {"m.isextra"},
	MAlllink:             {"m.alllink"},
	PPcache:              {"p.pcache"},
	PSudogcache:          {"p.sudogcache"},
	PMspancache:          {"p.mspancache"},
	PGcw:                 {"p.gcw"},
	PRunSafePointFn:      {"p.runSafePointFn"},
	MheapAllspans:        {"mheap.allspans"},
	MspanStart:           {"mspan.startAddr"},
	MspanPages:           {"mspan.npages"},
	MspanNelems:          {"mspan.nelems"}, // 16 bits from 1.22 on
	MspanClass:           {"mspan.spanclass"},
	MspanState:           {"mspan.state"},
	MspanElemsize:        {"mspan.elemsize"},
	MspanSpecials:        {"mspan.specials"},
	SpecialNext:          {"special.next"},
	SpecialOffset:        {"special.offset"}, // 16 bits up to 1.23
	SpecialKind:          {"special.kind"},
	FinblockAlllink:      {"finBlock.alllink", "finblock.alllink"},
	FinblockFin:          {"finBlock.fin", "finblock.fin"},
	CleanupQueueAll:      {"cleanupQueue.all"}, // 1.25
	CleanupBlockAlllink:  {"cleanupBlock.cleanupBlockHeader.alllink"},
	CleanupBlockCleanups: {"cleanupBlock.cleanups"},
	ModuleGcdatamask:     {"moduledata.gcdatamask"},
	ModuleGcbssmask:      {"moduledata.gcbssmask"},

	MstatsHeapStats:      {"mstats.heapStats.stats"},
	MstatsHeapStatsEnd:   {"mstats.heapStats.gen"},
	MstatsStacksSys:      {"mstats.stacks_sys"},
	MstatsMspanSys:       {"mstats.mspan_sys"},
	MstatsMcacheSys:      {"mstats.mcache_sys"},
	MstatsBuckhashSys:    {"mstats.buckhash_sys"},
	MstatsGCMiscSys:      {"mstats.gcMiscSys"},
	MstatsOtherSys:       {"mstats.other_sys"},
	MstatsPauseTotal:     {"mstats.pause_total_ns"},
	MstatsLastGCUnix:     {"mstats.last_gc_unix"},
	MstatsPauseNs:        {"mstats.pause_ns"},
	MstatsPauseEnd:       {"mstats.pause_end"},
	MstatsNumGC:          {"mstats.numgc"},
	MstatsNumForced:      {"mstats.numforcedgc"},
	MstatsLastGCNano:     {"mstats.last_gc_nanotime"},
	MstatsHeapSys:        {"mstats.heap_sys"},      // until 1.18
	MstatsHeapInUse:      {"mstats.heap_inuse"},    // until 1.18
	MstatsHeapReleased:   {"mstats.heap_released"}, // until 1.18
	DeltaInHeap:          {"heapStatsDelta.inHeap"},
	DeltaInStacks:        {"heapStatsDelta.inStacks"},
	DeltaInWorkBufs:      {"heapStatsDelta.inWorkBufs"},
	DeltaInPtrScalarBits: {"heapStatsDelta.inPtrScalarBits"}, // until 1.24
	DeltaTinyAllocs:      {"heapStatsDelta.tinyAllocCount"},
	DeltaLargeAllocs:     {"heapStatsDelta.largeAllocCount"},
	DeltaSmallAllocs:     {"heapStatsDelta.smallAllocCount"},
	DeltaLargeFree:       {"heapStatsDelta.largeFree"},
	DeltaLargeFrees:      {"heapStatsDelta.largeFreeCount"},
	DeltaSmallFrees:      {"heapStatsDelta.smallFreeCount"},
	GCPercent:            {"gcControllerState.gcPercent"},
	GCMemoryLimit:        {"gcControllerState.memoryLimit"}, // 1.19
	GCHeapMinimum:        {"gcControllerState.heapMinimum"},
	GCHeapGoal:           {"gcControllerState.gcPercentHeapGoal", "gcControllerState.heapGoal"},
	GCSweepTrigger:       {"gcControllerState.sweepDistMinTrigger"}, // 1.19
	GCTriggered:          {"gcControllerState.triggered"},           // 1.19
	GCHeapLive:           {"gcControllerState.heapLive"},
	GCHeapMarked:         {"gcControllerState.heapMarked"},
	GCMarkStart:          {"gcControllerState.markStartTime"},
	GCHeapInUse:          {"gcControllerState.heapInUse"},    // 1.19
	GCHeapReleased:       {"gcControllerState.heapReleased"}, // 1.19
	GCHeapFree:           {"gcControllerState.heapFree"},     // 1.19
	GCTotalAlloc:         {"gcControllerState.totalAlloc"},   // 1.19
	GCTotalFree:          {"gcControllerState.totalFree"},    // 1.19
	GCMappedReady:        {"gcControllerState.mappedReady"},  // 1.19
	GCAssist:             {"gcControllerState.assistTime"},
	WorkSweepTerm:        {"workType.tSweepTerm"}, // 1.19: before it is of a type without a name
	WorkMark:             {"workType.tMark"},
	WorkMarkTerm:         {"workType.tMarkTerm"},
	WorkEnd:              {"workType.tEnd"},
	WorkPause:            {"workType.pauseNS"},
	WorkAssist:           {"workType.cpuStats.GCAssistTime", "workType.cpuStats.gcAssistTime"}, // 1.20
	SchedIdleMs:          {"schedt.nmidle"},
	SchedNextM:           {"schedt.mnext"},
	SchedMaxMs:           {"schedt.maxmcount"},
	SchedFreedMs:         {"schedt.nmfreed"},
	SchedSystemGs:        {"schedt.ngsys"},
	SchedIdlePs:          {"schedt.npidle"},
	SchedSpinning:        {"schedt.nmspinning"},
	SchedRunqSize:        {"schedt.runqsize", "schedt.runq.size"},
	SchedFreeGs:          {"schedt.gFree.n", "schedt.gFree.stack.size"},
	SchedFreeGsBare:      {"schedt.gFree.noStack.size"}, // 1.25
	PID:                  {"p.id"},
	PStatus:              {"p.status"},
	PSchedTick:           {"p.schedtick"},
	PGoidCache:           {"p.goidcache"},
	PGoidCacheEnd:        {"p.goidcacheend"},
	PRunqHead:            {"p.runqhead"},
	PRunqTail:            {"p.runqtail"},
	PRunNext:             {"p.runnext"},
	PFreeGs:              {"p.gFree.n", "p.gFree.size"},
	MAllpSnapshot:        {"m.allpSnapshot"}, // came with patch releases of 1.23 and 1.24
	PTimers:              {"p.timers.len", "p.numTimers"},

	GTimer:        {"g.timer"},
	TimerWhen:     {"timer.nextwhen", "timer.when"}, // until 1.22 the time in force is that to come
	HchanElemtype: {"hchan.elemtype"},
	PollFd:        {"pollDesc.fd"},
	PollRg:        {"pollDesc.rg"},
	PollWg:        {"pollDesc.wg"},
	ModuleTypes:   {"moduledata.types"},
	ModuleEtypes:  {"moduledata.etypes"},
	GAssistBytes:  {"g.gcAssistBytes"},
}

// optional fields came in a later version than the oldest in the table; without any other field a layout is none.
// Those of the heap are for internal/reach only, which refuses without them.
var optional = map[Field]bool{
	GParentGoid: true, GSleepWhen: true, GTrackingSeq: true, HchanTimer: true,
	GXRegs: true, MG0: true, MGsignal: true, MP: true, MIsExtra: true, MAlllink: true,
	PPcache: true, PSudogcache: true, PMspancache: true, PGcw: true, PRunSafePointFn: true,
	MheapAllspans: true, MspanStart: true, MspanPages: true, MspanNelems: true, MspanClass: true, MspanState: true,
	MspanElemsize: true, MspanSpecials: true, SpecialNext: true, SpecialOffset: true, SpecialKind: true,
	FinblockAlllink: true, FinblockFin: true, CleanupQueueAll: true, CleanupBlockAlllink: true, CleanupBlockCleanups: true,
	ModuleGcdatamask: true, ModuleGcbssmask: true,
	GTimer: true, TimerWhen: true, HchanElemtype: true, PollFd: true, PollRg: true, PollWg: true, ModuleTypes: true, ModuleEtypes: true,
}

func init() {
	// Goroutines can be read without what is counted.
	for f := MstatsHeapStats; f <= PTimers; f++ {
		optional[f] = true
	}
}

// Layout is one version's structures. Offsets are in bytes; absent is -1.
type Layout struct {
	// Minor is N of go1.N.
	Minor   int
	offsets [fieldCount]int32
	// WaitReasons by number; nil when the version is not in the table.
	WaitReasons []string
	// FromDWARF: taken from the program itself.
	FromDWARF bool
	// Exact: taken from this very release, or from the program itself. Structures may move from one patch release to the next.
	Exact bool
}

const absent = -1

// Has tells whether this version has the field.
func (l *Layout) Has(f Field) bool { return l.offsets[f] != absent }

// Of is the offset of a field that this version has.
func (l *Layout) Of(f Field) uint64 {
	if l.offsets[f] < 0 {
		panic("layout: no field " + fieldPaths[f][0])
	}
	return uint64(l.offsets[f])
}

// End is the first byte after the last of these fields, each taken as a word.
func (l *Layout) End(fields ...Field) uint64 {
	end := uint64(0)
	for _, f := range fields {
		if l.Has(f) {
			end = max(end, l.Of(f)+8)
		}
	}
	return end
}

// Parse reads a runtime.Version: the minor, and whether it is a plain release, whose layout a table can know. Experiments
// (`X:`), development and vendor versions may have other structures.
func Parse(version string) (minor int, plain bool, err error) {
	rest, ok := strings.CutPrefix(version, "go1.")
	if !ok {
		if strings.HasPrefix(version, "devel go1.") {
			minor, _, err = Parse(strings.TrimPrefix(version, "devel "))
			return minor, false, err
		}
		return 0, false, fmt.Errorf("%q is no version of Go", version)
	}
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	minor, err = strconv.Atoi(rest[:end])
	if err != nil || minor > 999 {
		return 0, false, fmt.Errorf("%q is no version of Go", version)
	}
	patch, hasPatch := strings.CutPrefix(rest[end:], ".")
	if hasPatch {
		_, err := strconv.Atoi(patch)
		return minor, err == nil, nil
	}
	return minor, rest[end:] == "", nil
}

// ForVersion is the table's row for a minor, if it has one: that of its last patch release.
func ForVersion(minor int, arch string) (*Layout, bool) {
	for i := range table() {
		row := &table()[i]
		if row.minor == minor && row.arch == arch {
			return row.layout(), true
		}
	}
	return nil, false
}

// ForRelease prefers the row that was made from this release, as runtime.Version has it; Exact tells whether there is one.
func ForRelease(version string, minor int, arch string) (*Layout, bool) {
	for i := range table() {
		row := &table()[i]
		if row.minor == minor && row.arch == arch && slices.Contains(row.releases, version) {
			exact := row.layout()
			exact.Exact = true
			return exact, true
		}
	}
	return ForVersion(minor, arch)
}

func (r *tableRow) layout() *Layout {
	return &Layout{Minor: r.minor, offsets: r.offsets, WaitReasons: r.waitReasons}
}

// Range names the versions of the table, for people.
func Range() string {
	first, last := table()[0].minor, table()[0].minor
	for _, row := range table() {
		first, last = min(first, row.minor), max(last, row.minor)
	}
	return fmt.Sprintf("Go 1.%d to 1.%d", first, last)
}

// Differs names the first field in which the two differ, empty when they agree.
func (l *Layout) Differs(other *Layout) string {
	for f := range fieldCount {
		if l.offsets[f] != other.offsets[f] {
			return "runtime." + fieldPaths[f][0]
		}
	}
	return ""
}

// String is the field as in the runtime's source.
func (f Field) String() string { return "runtime." + fieldPaths[f][0] }
