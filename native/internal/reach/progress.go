package reach

import (
	"sync"
	"time"
)

// Phases of a look and of a proof.
const (
	// PhaseRead: a pass reads the heap; Done and Total are bytes.
	PhaseRead = 0
	// PhaseMark: a pass marks what is reached, in bytes of objects; what is not reached is never done.
	PhaseMark = 1
	// PhaseStop: the process is about to be stopped, and what is read then is analysed. Nothing is told before it runs on.
	PhaseStop = 2
)

// Progress is how far a look or a proof is.
type Progress struct {
	Phase uint8
	// Pass counts from 1; a proof's stops are the passes after Passes.
	Pass, Passes int
	Done, Total  uint64
}

// progressEvery is the least time from one report within a phase to the next.
const progressEvery = 50 * time.Millisecond

// reporter tells how far it is, from whichever worker comes by. Its methods do nothing on nil.
type reporter struct {
	lock sync.Mutex
	tell func(Progress) error
	now  Progress
	told time.Time
}

func newReporter(tell func(Progress) error) *reporter {
	if tell == nil {
		return nil
	}
	return &reporter{tell: tell}
}

// begin tells at once. The error is that of telling.
func (r *reporter) begin(phase uint8, pass int, total uint64) error {
	if r == nil {
		return nil
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.now = Progress{Phase: phase, Pass: pass, Passes: Passes, Total: total}
	r.told = time.Now()
	return r.tell(r.now)
}

// add counts, and tells now and then.
func (r *reporter) add(done uint64) error {
	if r == nil {
		return nil
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.now.Done = min(r.now.Done+done, r.now.Total)
	if time.Since(r.told) < progressEvery {
		return nil
	}
	r.told = time.Now()
	return r.tell(r.now)
}
