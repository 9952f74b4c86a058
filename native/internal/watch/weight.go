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

// scale weighs the watch.
type scale struct {
	table *wire.Table
	at    time.Time
	ownNs int64
	// targetNs is the CPU time of the process; machine is what the processors did.
	targetNs int64
	machine  machineTimes
}

func newScale(send func(wire.Batch) error) *scale {
	return &scale{table: numbers("weight", send, weightColumns)}
}

// weigh sends what the watch costs since it was weighed last. The first time only begins.
func (w *watch) weigh() error {
	s := w.scale
	now := time.Now()
	own, err := kernel.ProcessCPUNs(os.Getpid())
	if err != nil {
		return err
	}
	used, targetErr := kernel.ProcessCPUNs(w.pid)
	machine, machineErr := readMachineTimes()
	began := s.at
	wall, ownNs, targetNs := float64(now.Sub(began)), float64(own-s.ownNs), float64(used-s.targetNs)
	busy := machine.busySince(s.machine)
	s.at, s.ownNs, s.targetNs, s.machine = now, own, used, machine
	if began.IsZero() || wall <= 0 {
		return nil
	}
	read := w.pace.took(ownNs, wall)
	percent, uncertain := math.NaN(), math.NaN()
	if targetErr == nil && machineErr == nil {
		percent, uncertain = slowdown(ownNs/wall, targetNs/wall, busy, read/wall, runtime.NumCPU())
	}
	rss, err := ownRSS()
	for _, value := range []float64{
		milliseconds(now), 100 * ownNs / wall, rss, percent, uncertain, float64(w.pace.everyMs()), float64(w.pace.countersEvery().Milliseconds()),
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
