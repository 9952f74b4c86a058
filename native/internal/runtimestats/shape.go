package runtimestats

import (
	"errors"
	"fmt"

	"parkscope/native/internal/layout"
)

// From Go 1.19 on the sizes of the heap are in gcController, before in memstats.
var (
	since19 = []layout.Field{
		layout.GCMemoryLimit, layout.GCSweepTrigger, layout.GCTriggered, layout.GCHeapInUse, layout.GCHeapReleased, layout.GCHeapFree,
		layout.GCTotalAlloc, layout.GCTotalFree, layout.GCMappedReady,
	}
	until18 = []layout.Field{layout.MstatsHeapSys, layout.MstatsHeapInUse, layout.MstatsHeapReleased}
)

// fits tells whether the layout has all that is read, in a shape that can be: it may come from the program's own debug information.
func fits(l *layout.Layout) error {
	some := map[layout.Field]bool{layout.DeltaInPtrScalarBits: true, layout.SchedFreeGsBare: true, layout.MAllpSnapshot: true}
	for f := layout.WorkSweepTerm; f <= layout.WorkAssist; f++ {
		some[f] = true
	}
	has19 := l.Has(layout.GCMemoryLimit)
	for _, f := range since19 {
		some[f] = !has19
	}
	for _, f := range until18 {
		some[f] = has19
	}
	const largest = 64 << 10
	for f := layout.MstatsHeapStats; f <= layout.PTimers; f++ {
		if !l.Has(f) && !some[f] || l.Has(f) && l.Of(f) > largest {
			return fmt.Errorf("%s is not known", f)
		}
	}
	first, end := l.Of(layout.MstatsHeapStats), l.Of(layout.MstatsHeapStatsEnd)
	size := (end - first) / 3
	classes := l.Of(layout.DeltaLargeFree) - l.Of(layout.DeltaSmallAllocs)
	const mostClasses = 8 * 256
	switch {
	case end <= first || (end-first)%24 != 0:
		return errors.New("its heapStats have a strange size")
	case classes == 0 || classes%8 != 0 || classes > mostClasses:
		return errors.New("its sizes of objects are too many")
	case l.Of(layout.DeltaSmallFrees)+classes > size || deltas(l) > size:
		return errors.New("its heapStats are larger than they are")
	case l.Of(layout.PFreeGs) < l.Of(layout.PRunNext) || l.Of(layout.PFreeGs)-l.Of(layout.PRunNext) > 256:
		return errors.New("its processors are arranged in a strange way")
	}
	return nil
}

// deltas is how much of a heapStatsDelta is read, but for its arrays.
func deltas(l *layout.Layout) uint64 {
	return l.End(layout.DeltaInHeap, layout.DeltaInStacks, layout.DeltaInWorkBufs, layout.DeltaInPtrScalarBits, layout.DeltaTinyAllocs,
		layout.DeltaLargeAllocs, layout.DeltaLargeFree, layout.DeltaLargeFrees)
}
