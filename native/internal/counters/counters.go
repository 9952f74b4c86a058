// Package counters samples what the kernel counts of a process, many times a second: memory, threads, files, CPU time, faults,
// and the limits of its cgroups. It answers with rows of a table; a row has NaN where a number was not read at that moment or
// cannot be had, and +Inf for a limit that is not set. It takes any text.
package counters

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"

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

// source is a part of the row. What the Go runtime counts will be another one.
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
func Take(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (any, error) {
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
	proc := "/proc/" + strconv.Itoa(asked.PID)
	process, err := newProcess(proc, func() (int64, error) { return kernel.ProcessCPUNs(asked.PID) })
	if err != nil {
		return nil, &wire.Error{
			Code: wire.CodeGone, Message: fmt.Sprintf("there is no process %d", asked.PID), Hint: "list the processes again", Detail: err.Error(),
		}
	}
	run := taken{
		sources: []source{process, newThreads(proc), newShares(proc), newCgroup("/", proc)},
		every:   time.Duration(asked.EveryMs) * time.Millisecond,
		lasts:   time.Duration(asked.DurationMs) * time.Millisecond,
	}
	before, err := kernel.ProcessCPUNs(os.Getpid())
	if err != nil {
		return nil, err
	}
	if err := run.stream(ctx, send); err != nil {
		return nil, err
	}
	after, err := kernel.ProcessCPUNs(os.Getpid())
	answer := run.answer
	answer.PID, answer.OwnCPUMs, answer.Notes = asked.PID, (after-before)/1e6, []string{}
	for _, each := range run.sources {
		answer.Notes = append(answer.Notes, each.notes()...)
	}
	return answer, err
}

type taken struct {
	sources []source
	every   time.Duration
	// lasts is 0 for until the call is cancelled or the process ends.
	lasts  time.Duration
	answer wire.Counters
}

// stream samples on one goroutine and sends on another, so that a caller without time for rows does not make samples late.
func (t *taken) stream(ctx context.Context, send func(wire.Batch) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows := make(chan []float64, held)
	sent := make(chan error, 1)
	go func() {
		err := t.send(rows, send)
		if err != nil {
			stop()
		}
		sent <- err
	}()
	t.sample(ctx, rows)
	close(rows)
	// The session ends a call that is cancelled by itself, so this does not wait for credit that never comes.
	if err := <-sent; err != nil {
		return err
	}
	return ctx.Err()
}

// sample takes rows at their times until the end. A row that is due while the one before is still being read is missed.
func (t *taken) sample(ctx context.Context, rows chan<- []float64) {
	began := time.Now()
	width := len(head)
	for _, each := range t.sources {
		width += len(each.columns())
	}
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
		select {
		case rows <- row:
			t.answer.Taken++
			dropped = 0
		default:
			dropped++
			t.answer.Dropped++
		}
		t.answer.MaxLateNs = max(t.answer.MaxLateNs, int64(late))
		next := tick + 1
		if passed := int(time.Since(began) / t.every); passed > next {
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

// send gathers rows to batches until there are no more.
func (t *taken) send(rows <-chan []float64, send func(wire.Batch) error) error {
	names := append([]string(nil), head...)
	for _, each := range t.sources {
		names = append(names, each.columns()...)
	}
	columns := make([]string, 0, 2*len(names))
	for _, name := range names {
		columns = append(columns, name, "f64")
	}
	table := wire.NewTable("counters", send, columns...)
	values := make([]any, len(names))
	for open := true; open; {
		var timeout <-chan time.Time
		for waiting := true; waiting; {
			select {
			case row, more := <-rows:
				if !more {
					open, waiting = false, false
					break
				}
				for i := range values {
					values[i] = row[i]
				}
				if err := table.Row(values...); err != nil {
					return err
				}
				if timeout == nil {
					timeout = time.After(gather)
				}
			case <-timeout:
				waiting = false
			}
		}
		if err := table.Flush(); err != nil {
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

// pace keeps readings that cost much below half a hundredth of a processor each.
type pace struct {
	least time.Duration
	next  time.Time
}

func (p *pace) due(now time.Time) bool { return !now.Before(p.next) }

func (p *pace) took(now time.Time, cost time.Duration) { p.next = now.Add(max(p.least, 200*cost)) }
