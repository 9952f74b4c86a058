// Package counters samples what the kernel and the Go runtime count of a process, many times a second: memory, threads, files, CPU
// time, faults, the limits of its cgroups, the heap, garbage collections and queues. It answers with rows of a table; a row has NaN where a number was not read at that moment or
// cannot be had, and +Inf for a limit that is not set. It takes any text.
package counters

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"

	"parkscope/native/internal/runtimestats"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

const (
	defaultEveryMs = 100
	minEveryMs     = 10
	maxEveryMs     = 60_000
	maxDurationMs  = 24 * 3_600_000
	// held rows wait for credit; then rows are dropped and counted: a minute at 10 rows a second.
	held = 600
	// gather is how long rows are collected for one batch.
	gather = 200 * time.Millisecond
)

// source is a part of the row.
type source interface {
	// columns are the names of its numbers, all f64.
	columns() []string
	// read appends its numbers. It fails only when the process has ended.
	read(now time.Time, row []float64) ([]float64, error)
	// notes say what cannot be had, one sentence each.
	notes() []string
}

// head are the columns before those of the sources. tick counts what was due, dropped what was missed since the row before:
// because the sampler was late, or because nobody took the rows.
var head = []string{"atMs", "tick", "lateNs", "costNs", "dropped"}

// Take is the session's Stream for `counters`.
func Take(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (answer any, err error) {
	asked := wire.CountersParams{EveryMs: defaultEveryMs}
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if asked.PID <= 0 || asked.EveryMs < minEveryMs || asked.EveryMs > maxEveryMs || asked.DurationMs < 0 || asked.DurationMs > maxDurationMs {
		return nil, &wire.Error{
			Code:    wire.CodeBadRequest,
			Message: fmt.Sprintf("counters need a pid, a step of %d to %d ms and a time of up to 24 hours", minEveryMs, maxEveryMs),
		}
	}
	before, err := kernel.ProcessCPUNs(os.Getpid())
	if err != nil {
		return nil, err
	}
	sampler, err := Open(asked.PID)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sampler.Close()) }()
	every, lasts := time.Duration(asked.EveryMs)*time.Millisecond, time.Duration(asked.DurationMs)*time.Millisecond
	if err := sampler.Stream(ctx, every, lasts, send); err != nil {
		return nil, err
	}
	counted := sampler.Answer()
	after, err := kernel.ProcessCPUNs(os.Getpid())
	counted.OwnCPUMs = (after - before) / 1e6
	return counted, err
}

// Sampler counts one process, in one step after the other. Use it from one goroutine at a time.
type Sampler struct {
	pid     int
	sources []source
	runtime *goRuntime
	close   []func() error
	// pauses were read and wait for a row that is sent.
	pauses []runtimestats.Pause
	answer wire.Counters
}

// Open finds out what can be counted of a process. Its error is a *wire.Error.
func Open(pid int) (*Sampler, error) {
	proc := "/proc/" + strconv.Itoa(pid)
	gone := func(err error) error {
		return &wire.Error{Code: wire.CodeGone, Message: fmt.Sprintf("there is no process %d", pid), Hint: "list the processes again", Detail: err.Error()}
	}
	process, err := newProcess(proc, func() (int64, error) { return kernel.ProcessCPUNs(pid) })
	if err != nil {
		return nil, gone(err)
	}
	runtime, err := newGoRuntime(pid)
	if err != nil {
		return nil, gone(errors.Join(err, process.close()))
	}
	threads, shares, group := newThreads(proc, process.threads), newShares(proc), newCgroup("/", proc)
	return &Sampler{
		pid:     pid,
		sources: []source{process, threads, shares, group, runtime},
		runtime: runtime,
		close:   []func() error{process.close, threads.close, shares.close, group.close, runtime.close},
		answer:  wire.Counters{PID: pid},
	}, nil
}

// Close ends it.
func (s *Sampler) Close() error {
	var failed error
	for _, end := range s.close {
		failed = errors.Join(failed, end())
	}
	return failed
}

// Answer tells about all streams so far.
func (s *Sampler) Answer() wire.Counters {
	answer := s.answer
	answer.Notes = []string{}
	for _, each := range s.sources {
		answer.Notes = append(answer.Notes, each.notes()...)
	}
	return answer
}

// Stream sends rows of the tables `counters` and `pauses` until the time is over (0: never), the process ends, which is no error, or the
// context does. It may be called again with another step: pauses are still given once, and the numbers of ticks begin anew. Samples
// are taken on this goroutine and sent on another, so that a caller without time for rows does not make samples late.
func (s *Sampler) Stream(ctx context.Context, every, lasts time.Duration, send func(wire.Batch) error) error {
	run := taken{Sampler: s, every: every, lasts: lasts}
	return run.stream(ctx, send)
}

// sampled is a row, and what happened since the row before.
type sampled struct {
	row    []float64
	pauses []runtimestats.Pause
}

// taken is one stream.
type taken struct {
	*Sampler
	every time.Duration
	// lasts is 0 for until the call is cancelled or the process ends.
	lasts time.Duration
}

func (t *taken) stream(ctx context.Context, send func(wire.Batch) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows := make(chan sampled, held)
	over := make(chan struct{})
	sent := make(chan error, 1)
	// Asked here: what a source says of its columns it may find out only now.
	names := append([]string(nil), head...)
	for _, each := range t.sources {
		names = append(names, each.columns()...)
	}
	go func() {
		err := t.send(rows, over, names, send)
		if err != nil {
			stop()
		}
		sent <- err
	}()
	t.sample(ctx, rows, len(names))
	close(over)
	close(rows)
	// The session ends a call that is cancelled by itself, so this does not wait for credit that never comes.
	if err := <-sent; err != nil {
		return err
	}
	return ctx.Err()
}

// sample takes rows at their times until the end. A row that is due while the one before is still being read is missed.
func (t *taken) sample(ctx context.Context, rows chan<- sampled, width int) {
	began := time.Now()
	dropped := 0
	timer := time.NewTimer(0)
	defer timer.Stop()
	for tick := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		due := began.Add(time.Duration(tick) * t.every)
		now := time.Now()
		late := now.Sub(due)
		row := append(make([]float64, 0, width), float64(now.UnixNano())/1e6, float64(tick), float64(late), 0, float64(dropped))
		for _, each := range t.sources {
			var err error
			if row, err = each.read(now, row); err != nil {
				t.answer.Ended = true
				return
			}
		}
		row[3] = float64(time.Since(now))
		t.keepPauses()
		select {
		case rows <- sampled{row, t.pauses}:
			t.answer.Taken++
			dropped, t.pauses = 0, nil
		default:
			dropped++
			t.answer.Dropped++
		}
		t.answer.MaxLateNs = max(t.answer.MaxLateNs, int64(late))
		next := tick + 1
		passed := int(time.Since(began) / t.every)
		if t.lasts > 0 {
			passed = min(passed, int((t.lasts+t.every-1)/t.every)) // what would be due after the end was not missed
		}
		if passed > next {
			dropped += passed - next
			t.answer.Dropped += int64(passed - next)
			next = passed
		}
		t.answer.Scheduled += int64(next - tick)
		tick = next
		at := began.Add(time.Duration(tick) * t.every)
		if t.lasts > 0 && at.Sub(began) >= t.lasts {
			return
		}
		timer.Reset(time.Until(at))
	}
}

// maxPauses wait for rows that are sent: an hour of ten collections a second.
const maxPauses = 36_000

func (t *taken) keepPauses() {
	if t.runtime == nil {
		return
	}
	room := maxPauses - len(t.pauses)
	given := t.runtime.given
	if len(given) > room {
		t.runtime.lost += uint64(len(given) - room)
		given = given[:room]
	}
	t.pauses = append(t.pauses, given...)
	t.runtime.given = nil
}

// send gathers rows to batches until there are no more. It sleeps while they gather: being woken for each would cost more than taking it.
func (t *taken) send(rows <-chan sampled, over <-chan struct{}, names []string, send func(wire.Batch) error) error {
	columns := make([]string, 0, 2*len(names))
	for _, name := range names {
		columns = append(columns, name, "f64")
	}
	table := wire.NewTable("counters", send, columns...)
	pauses := wire.NewTable("pauses", send, "cycle", "f64", "atMs", "f64", "pauseNs", "f64")
	timer := time.NewTimer(gather)
	defer timer.Stop()
	for one := range rows {
		timer.Reset(gather)
		select {
		case <-timer.C:
		case <-over:
		}
		for gathered, more := 1+len(rows), true; more; {
			if err := add(table, pauses, one); err != nil {
				return err
			}
			if gathered--; gathered == 0 {
				break
			}
			one, more = <-rows
		}
		if err := errors.Join(table.Flush(), pauses.Flush()); err != nil {
			return err
		}
	}
	return nil
}

func add(table, pauses *wire.Table, one sampled) error {
	for _, value := range one.row {
		table.F64(value)
	}
	if err := table.End(); err != nil {
		return err
	}
	for _, pause := range one.pauses {
		if err := pauses.F64(float64(pause.Cycle)).F64(pause.AtMs).F64(float64(pause.PauseNs)).End(); err != nil {
			return err
		}
	}
	return nil
}

var unknown = math.NaN()

// unknowns appends n numbers that are not known.
func unknowns(row []float64, n int) []float64 {
	for range n {
		row = append(row, unknown)
	}
	return row
}

// pace keeps readings that cost much below a four hundredth of a processor each.
type pace struct {
	least time.Duration
	next  time.Time
}

func (p *pace) due(now time.Time) bool { return !now.Before(p.next) }

func (p *pace) took(now time.Time, cost time.Duration) { p.next = now.Add(max(p.least, 400*cost)) }
