package watch

import (
	"errors"
	"math"
	"os"
	"runtime"
	"time"

	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

var weightColumns = []string{
	"atMs", "cpuPercent", "rssBytes", "slowdownPercent", "slowdownError", "goroutinesEveryMs", "countersEveryMs", "limited", "dropped", "lateP99Ns",
}

// weighEvery is how often the weight of looking is told.
const weighEvery = time.Second

// weighOver is how many weighings back the weight is told: moments may be further apart than weighings.
const weighOver = 5

// scale weighs the watch.
type scale struct {
	table *wire.Table
	// past are the last weighings, oldest first.
	past []weighing
	// machine and own are /proc/stat and /proc/self/statm.
	machine, own *kernel.File
}

func (s *scale) close() error { return errors.Join(s.machine.Close(), s.own.Close()) }

// weighing is what clocks showed at one time.
type weighing struct {
	at time.Time
	// ownNs and targetNs are CPU times of the sampler and of the process, readNs the time in which memory was read.
	ownNs, targetNs int64
	readNs          float64
	machine         machineTimes
	// known: the clocks of the process and of the machine could be read.
	known bool
}

func newScale(send func(wire.Batch) error) *scale {
	return &scale{table: numbers("weight", send, weightColumns)}
}

// weigh sends what the watch costs. The first time only begins.
func (w *watch) weigh() error {
	s := w.scale
	now := weighing{at: time.Now()}
	var err, targetErr, machineErr error
	if now.ownNs, err = kernel.ProcessCPUNs(os.Getpid()); err != nil {
		return err
	}
	now.targetNs, targetErr = kernel.ProcessCPUNs(w.pid)
	now.machine, machineErr = s.readMachineTimes()
	now.known = targetErr == nil && machineErr == nil
	if len(s.past) == 0 {
		s.past = append(s.past, now)
		return nil
	}
	last, first := s.past[len(s.past)-1], s.past[0]
	now.readNs = last.readNs + w.pace.took(float64(now.ownNs-last.ownNs), float64(now.at.Sub(last.at)))
	if s.past = append(s.past, now); len(s.past) > weighOver {
		s.past = append(s.past[:0], s.past[1:]...)
	}
	wall := float64(now.at.Sub(first.at))
	own := float64(now.ownNs-first.ownNs) / wall
	percent, uncertain := math.NaN(), math.NaN()
	if first.known && now.known {
		percent, uncertain = slowdown(own, float64(now.targetNs-first.targetNs)/wall, now.machine.busySince(first.machine), (now.readNs-first.readNs)/wall, runtime.NumCPU())
	}
	rss, err := s.ownRSS()
	for _, value := range []float64{
		milliseconds(now.at), 100 * own, rss, percent, uncertain, float64(w.pace.everyMs()), float64(w.pace.countersEvery().Milliseconds()),
		bit(w.pace.limited()), float64(w.answer.Dropped), w.pace.lateP99(),
	} {
		s.table.F64(value)
	}
	return errors.Join(err, s.table.End(), s.table.Flush())
}

// slowdown estimates by how many percent the process got slower because of us, and how far that may be off. own and target are CPU
// time as shares of one processor, busy the share of all processors that was in use, reading the share of the time in which we
// read the process' memory.
//
// We cost the process something where we ran instead of it: when no processor was idle, which is as often as busy to the power of
// the number of processors when their work does not depend on each other, and each time when it depends on each other (the error).
// Who ran instead of us is the process or another in proportion to what they use. While memory is read, the process waits where it
// maps or unmaps memory; how often it does is not known, so that is in the error, for its own use.
func slowdown(own, target, busy, reading float64, processors int) (percent, uncertain float64) {
	others := max(busy*float64(processors)-own, target)
	if others <= 0 || target <= 0 {
		return 0, 0
	}
	full := math.Pow(busy, float64(processors))
	lost := own / others
	percent = 100 * lost * full
	const mapping = 0.01 // of its time a program maps memory, or less
	return percent, 100 * (lost*busy - lost*full + min(1, reading)*mapping*min(1, target))
}
