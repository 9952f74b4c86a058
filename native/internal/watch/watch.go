// Package watch answers the call `watch`: it looks at a process again and again, sends what changed, and keeps to a budget of CPU
// time by looking less often. It never stops the process.
package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"parkscope/native/internal/counters"
	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/processors"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

const (
	defaultGoroutinesMs = 1000
	defaultCountersMs   = 100
	defaultBudget       = 5
	minGoroutinesMs     = 20
	minCountersMs       = 10
	maxEveryMs          = 60_000
	// gcPercent: beside a program that is watched, memory that is held matters more than time for collecting it. The first moment is
	// waited for and leaves little behind: what would be collected meanwhile is what it is writing into.
	gcPercent      = 50
	firstGCPercent = 800
	// countersWait is how long counters wait for the first moment at most.
	countersWait = time.Second
)

// Watches are the watches that run. Its zero value is ready.
type Watches struct {
	lock    sync.Mutex
	running map[int64]*watch
}

// watch is one of them.
type watch struct {
	pid          int
	send         func(wire.Batch) error
	process      target.Process
	series       *goroutines.Series
	counters     *counters.Sampler
	tables       *tables
	pace         *pacer
	scale        *scale
	holders      bool
	holdersFirst bool
	began        time.Time
	// ownNs is the CPU time of the sampler when it began.
	ownNs int64
	// loud ends the time of one processor, nil while there are all.
	loud   func()
	answer wire.Watch
}

// Take is the session's Stream for `watch`.
func (w *Watches) Take(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (any, error) {
	asked := wire.WatchParams{GoroutinesEveryMs: defaultGoroutinesMs, CountersEveryMs: defaultCountersMs, BudgetPercent: defaultBudget}
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if err := checkPace(asked.GoroutinesEveryMs, asked.CountersEveryMs); err != nil {
		return nil, err
	}
	if asked.PID <= 0 || asked.BudgetPercent < 0.1 || asked.BudgetPercent > 10_000 {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: "a watch needs the pid of a process and a budget of 0.1 to 10000 percent of a processor"}
	}
	own, err := kernel.ProcessCPUNs(os.Getpid())
	if err != nil {
		return nil, err
	}
	run := &watch{
		pid: asked.PID, send: send, holders: asked.Holders, holdersFirst: asked.HoldersFirst, began: time.Now(), ownNs: own,
		tables: newTables(send),
		pace:   newPacer(asked),
		scale:  newScale(send),
		answer: wire.Watch{PID: asked.PID, Notes: []string{}},
	}
	if err := run.open(); err != nil {
		return nil, err
	}
	defer debug.SetGCPercent(gcPercent) // a watch may end before its first moment
	if run.series == nil {
		debug.SetGCPercent(gcPercent)
	} else {
		debug.SetGCPercent(firstGCPercent)
	}
	if id := wire.CallOf(ctx); id != 0 {
		w.enter(id, run)
		defer w.leave(id)
	}
	return run.run(ctx)
}

// Pace is the session's Action for `pace`: it changes the steps of a watch that runs.
func (w *Watches) Pace(_ context.Context, params wire.Raw) (any, error) {
	var asked wire.PaceParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if err := checkPace(asked.GoroutinesEveryMs, asked.CountersEveryMs); err != nil {
		return nil, err
	}
	w.lock.Lock()
	run := w.running[asked.Call]
	w.lock.Unlock()
	if run == nil {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("call %d is no watch that runs", asked.Call)}
	}
	run.pace.ask(asked.GoroutinesEveryMs, asked.CountersEveryMs)
	return wire.Pace{GoroutinesEveryMs: asked.GoroutinesEveryMs, CountersEveryMs: asked.CountersEveryMs}, nil
}

func checkPace(goroutinesMs, countersMs int64) error {
	if goroutinesMs < minGoroutinesMs || goroutinesMs > maxEveryMs || countersMs < minCountersMs || countersMs > maxEveryMs {
		return &wire.Error{
			Code:    wire.CodeBadRequest,
			Message: fmt.Sprintf("goroutines are read every %d to %d ms, counters every %d to %d ms", minGoroutinesMs, maxEveryMs, minCountersMs, maxEveryMs),
		}
	}
	return nil
}

func (w *Watches) enter(id int64, run *watch) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.running == nil {
		w.running = map[int64]*watch{}
	}
	w.running[id] = run
}

func (w *Watches) leave(id int64) {
	w.lock.Lock()
	defer w.lock.Unlock()
	delete(w.running, id)
}

// open finds out what can be read. A process whose goroutines cannot be is watched for its counters.
func (w *watch) open() error {
	facts, err := factsOf(w.pid)
	if err != nil {
		return err
	}
	why, err := w.openSeries(facts)
	if err != nil {
		return errors.Join(err, w.close())
	}
	if why != "" {
		w.answer.Notes = append(w.answer.Notes, "Goroutines: "+why+".")
	}
	if w.counters, err = counters.Open(w.pid); err != nil {
		return errors.Join(err, w.close())
	}
	w.answer.Notes = append(w.answer.Notes, w.counters.Answer().Notes...)
	if procs := w.counters.GoMaxProcs(); procs > 0 {
		facts.add("gomaxprocs", strconv.Itoa(procs))
	}
	for _, note := range w.answer.Notes {
		facts.add("missing", note)
	}
	if err := facts.send(w.send); err != nil {
		return errors.Join(err, w.close())
	}
	return nil
}

// openSeries answers why goroutines cannot be read, empty when they can; the error is for a process that ended.
func (w *watch) openSeries(facts *facts) (why string, err error) {
	process, err := target.Open(w.pid)
	if err == nil {
		w.process = process
		var program *goroutines.Program
		if program, err = goroutines.Attach(process); err == nil {
			w.series = program.Series()
			facts.add("arch", program.Arch)
			return "", nil
		}
		if ended := process.Alive(); ended != nil {
			return "", ended
		}
	}
	var known *wire.Error
	if !errors.As(err, &known) || known.Code == wire.CodeGone {
		return "", err
	}
	return known.Message, nil
}

func (w *watch) close() error {
	errs := []error{w.scale.close()}
	if w.process != nil {
		errs = append(errs, w.process.Close())
	}
	if w.counters != nil {
		errs = append(errs, w.counters.Close())
	}
	return errors.Join(errs...)
}

// run watches until the process ends or the call is cancelled.
func (w *watch) run(ctx context.Context) (answer any, err error) {
	ctx, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	counting := make(chan error, 1)
	// The first moment is waited for: counters do not take a processor from it, and begin behind it.
	first, begin := context.WithTimeout(ctx, countersWait)
	defer begin()
	if w.series == nil {
		begin()
	}
	group.Add(1)
	go func() {
		defer group.Done()
		<-first.Done()
		counting <- w.count(ctx)
	}()
	defer func() {
		stop()
		group.Wait()
		if w.loud != nil {
			w.loud()
		}
		err = errors.Join(err, w.close())
	}()
	if err := w.watch(ctx, counting, begin); err != nil {
		return nil, err
	}
	own, err := kernel.ProcessCPUNs(os.Getpid())
	w.answer.OwnCPUMs = (own - w.ownNs) / 1e6
	return w.answer, err
}

// watch takes moments at their times, and says once a second what that costs. began is called behind the first one.
func (w *watch) watch(ctx context.Context, counting <-chan error, began func()) error {
	moments, weights := time.NewTimer(0), time.NewTicker(weighEvery)
	defer moments.Stop()
	defer weights.Stop()
	if w.series == nil {
		moments.Stop()
	}
	if err := w.weigh(); err != nil {
		return err
	}
	due := time.Now()
	missed := 0.0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-counting:
			// Counters end with the process; whatever else ends them ends the watch.
			if err == nil {
				w.ended()
			}
			return err
		case <-weights.C:
			if err := w.weigh(); err != nil {
				return err
			}
			continue
		case <-w.pace.changed:
		case <-moments.C:
			done, err := w.moment(ctx, due, missed)
			began()
			if err != nil {
				return err
			}
			if w.answer.Reason != "" {
				return nil
			}
			if done {
				missed = 0
			} else {
				missed++
			}
		}
		if w.series == nil {
			continue
		}
		var late float64
		due, late = w.pace.next(due)
		missed += late
		w.answer.Dropped += int64(late)
		moments.Reset(time.Until(due))
	}
}

func (w *watch) ended() {
	w.answer.Ended, w.answer.Reason = true, "the process has ended"
}

// few goroutines are read by one worker in less time than a tick of counters.
const few = 20_000

// quieten runs the sampler on one processor while there are few goroutines, which are not known before the first moment.
func (w *watch) quieten(goroutines int) {
	switch {
	case goroutines <= few && w.loud == nil:
		w.loud = processors.Quiet()
	case goroutines > 2*few && w.loud != nil:
		w.loud()
		w.loud = nil
	}
}

// over tells that the process has ended, and notes it.
func (w *watch) over() bool {
	if w.process.Alive() == nil {
		return false
	}
	w.ended()
	return true
}

// failures in a row after which goroutines are given up.
const maxFailures = 5

// moment reads and sends one; it answers whether it was sent. A reading that fails is a moment missed; when the process ended the
// answer says so.
func (w *watch) moment(ctx context.Context, due time.Time, missed float64) (bool, error) {
	cost := w.pace.begin()
	at := time.Now()
	read, err := w.series.Next(ctx, w.process.Nanotime)
	if w.over() {
		return false, nil // what was read may be of two processes
	}
	if err != nil {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		w.answer.Dropped++
		w.pace.failures++
		if w.pace.failures >= maxFailures {
			return false, err
		}
		return false, nil
	}
	w.pace.failures = 0
	w.pace.late(at.Sub(due))
	row := momentRow{number: w.answer.Moments, at: at, late: at.Sub(due), missed: missed, everyMs: w.pace.everyMs(), limited: w.pace.limited()}
	// The first moment is waited for; who could release what can come with the second, unless there is none.
	if w.holders && (row.number > 0 || w.holdersFirst) && w.pace.holdsDue(at) {
		from := w.pace.begin()
		var held goroutines.Held
		if row.held, held, err = w.series.Holds(ctx); err != nil {
			if w.over() {
				err = nil
			}
			return false, err
		}
		row.searched = true
		read.Bytes += held.Bytes
		w.pace.held(at, w.pace.begin()-from)
	}
	if err := w.tables.moment(read, row, func() float64 { return w.pace.end(cost, read.Counts.SpanNs) }); err != nil {
		return false, err
	}
	w.answer.Moments++
	if w.series.Full() {
		w.answer.Reason = "there were more different stacks than one watch keeps: it has to begin again"
	}
	if row.number == 0 {
		// The first moment told everything, the others tell little.
		debug.SetGCPercent(gcPercent)
		debug.FreeOSMemory()
	}
	w.quieten(read.Counts.Goroutines)
	return true, nil
}
