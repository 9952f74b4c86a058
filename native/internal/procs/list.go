// Package procs lists local processes: what they are, what they use, and what the sampler can do with them. No process can
// hold the list up.
package procs

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

const (
	// workers look at processes beside each other: the work is system calls, some of which wait for disks.
	workers = 8
	// patience with one process.
	patience = time.Second
	// patienceTogether with all that do not answer; each is then given only a tenth of patience.
	patienceTogether = 3 * time.Second
	// interval between two readings of the CPU clocks, and how old the reading of another list may be to be used instead.
	interval    = 250 * time.Millisecond
	maxInterval = 30 * time.Second
)

// Lister lists processes. It remembers what it learnt, so one should live as long as the sampler.
type Lister struct {
	look    func(pid int, m target.Machine) (wire.Process, bool)
	glance  func(pid int, m target.Machine) (wire.Process, bool)
	cpu     func(pid int) (int64, error)
	count   func(*wire.Process)
	patient time.Duration
	stuck   stuck

	lock sync.Mutex
	last *reading
}

// NewLister returns a Lister that knows nothing yet.
func NewLister() *Lister {
	lister := target.NewLister()
	return &Lister{look: lister.Look, glance: lister.Glance, cpu: kernel.ProcessCPUNs, patient: patience, count: new(counter).count}
}

// reading is what all CPU clocks said, each at its own time.
type reading struct {
	began time.Time
	// wallMs is began in milliseconds since the epoch.
	wallMs int64
	clocks map[int]cpuClock
}

type cpuClock struct {
	at time.Time
	ns int64
}

func (l *Lister) read(pids []int) *reading {
	now := time.Now()
	r := &reading{began: now, wallMs: now.UnixMilli(), clocks: make(map[int]cpuClock, len(pids))}
	for _, pid := range pids {
		// One that ended meanwhile has no clock, which shows as not known.
		if ns, err := l.cpu(pid); err == nil {
			r.clocks[pid] = cpuClock{time.Now(), ns}
		}
	}
	return r
}

// List answers a wire.ProcessList of every process that /proc shows, except the sampler itself.
func (l *Lister) List(ctx context.Context, _ wire.Raw) (any, error) {
	pids, err := target.Pids()
	if err != nil {
		return nil, err
	}
	machine, err := target.ReadMachine()
	if err != nil {
		return nil, err
	}
	before := l.before(pids)
	processes, err := l.lookAll(ctx, pids, machine)
	if err != nil {
		return nil, err
	}
	if wait := interval - time.Since(before.began); wait > 0 {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	after := l.read(pids)
	l.lock.Lock()
	l.last = after
	l.lock.Unlock()
	for i := range processes {
		processes[i].CPUPercent = percent(processes[i], before, after)
	}
	return wire.ProcessList{Processes: processes, TakenMs: after.wallMs, Notes: machine.Notes()}, nil
}

// before is the last reading where it can be used, else a new one.
func (l *Lister) before(pids []int) *reading {
	l.lock.Lock()
	last := l.last
	l.lock.Unlock()
	if last != nil {
		if age := time.Since(last.began); age >= interval && age <= maxInterval {
			return last
		}
	}
	return l.read(pids)
}

// percent of one processor. The start in the list is exact to 10 ms: a process that started after the first reading is another
// than the one that had its pid then.
func percent(process wire.Process, before, after *reading) *float64 {
	from, known := before.clocks[process.PID]
	to, still := after.clocks[process.PID]
	const startExactMs = 20
	span := to.at.Sub(from.at)
	if !known || !still || to.ns < from.ns || span <= 0 || process.StartMs > before.wallMs+startExactMs {
		return nil
	}
	value := math.Round(float64(to.ns-from.ns)/float64(span)*1000) / 10
	return &value
}

func (l *Lister) lookAll(ctx context.Context, pids []int, machine target.Machine) ([]wire.Process, error) {
	processes := make([]wire.Process, 0, len(pids))
	var lock sync.Mutex
	var group sync.WaitGroup
	next := make(chan int)
	deadline := time.Now().Add(patienceTogether)
	for range min(workers, len(pids)) {
		group.Add(1)
		go func() {
			defer group.Done()
			for pid := range next {
				if process, alive := l.one(pid, machine, deadline); alive {
					lock.Lock()
					processes = append(processes, process)
					lock.Unlock()
				}
			}
		}()
	}
	for _, pid := range pids {
		if ctx.Err() != nil {
			break
		}
		next <- pid
	}
	close(next)
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(processes, func(a, b wire.Process) int { return a.PID - b.PID })
	return processes, nil
}

// one looks at a process for as long as patience lasts. A look that hangs goes on by itself: a thread in the kernel cannot be
// taken back.
func (l *Lister) one(pid int, machine target.Machine, deadline time.Time) (wire.Process, bool) {
	known, alive := l.glance(pid, machine)
	if !alive {
		return known, false
	}
	patient := min(l.patient, max(l.patient/10, time.Until(deadline)))
	known.GoUnknown = silent(patient)
	if l.stuck.has(pid, known.StartMs) {
		return known, true
	}
	type result struct {
		process wire.Process
		alive   bool
	}
	done := make(chan result, 1)
	var lock sync.Mutex
	back := false
	go func() {
		process, alive := l.look(pid, machine)
		done <- result{process, alive}
		// Either it is back before it is given up, or it was entered as stuck before this.
		lock.Lock()
		back = true
		lock.Unlock()
		l.stuck.remove(pid)
	}()
	timer := time.NewTimer(patient)
	defer timer.Stop()
	select {
	case got := <-done:
		if got.alive && l.count != nil {
			l.count(&got.process)
		}
		return got.process, got.alive
	case <-timer.C:
	}
	lock.Lock()
	defer lock.Unlock()
	if !back {
		l.stuck.add(pid, known.StartMs)
	}
	return known, true
}
