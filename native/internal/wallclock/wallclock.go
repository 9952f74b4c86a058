// Package wallclock answers the call `wall`: where the goroutines of a process are over a time, running or not, as a pprof document. A
// profile of CPU time shows those that run; this one shows what all of them wait for, and how long.
package wallclock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"parkscope/native/internal/finish"
	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

const (
	defaultHz = 10
	maxHz     = 50
	maxTime   = time.Hour
	// rest is how many times of what a reading cost is left between two: at most a quarter of a processor is used.
	rest = 3
)

// Take is the session's Action for `wall`. It stops early when the process ends or the call is finished, with what there is.
func Take(ctx context.Context, params wire.Raw) (answer any, err error) {
	asked := wire.WallParams{Hz: defaultHz}
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if asked.PID <= 0 || asked.Hz < 1 || asked.Hz > maxHz || asked.DurationMs < 1 || asked.DurationMs > maxTime.Milliseconds() {
		return nil, &wire.Error{
			Code:    wire.CodeBadRequest,
			Message: fmt.Sprintf("a wall-clock profile needs a pid, a time of up to %v and 1 to %d moments a second", maxTime, maxHz),
		}
	}
	before, err := kernel.ProcessCPUNs(os.Getpid())
	if err != nil {
		return nil, err
	}
	process, err := target.Open(asked.PID)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, process.Close()) }()
	program, err := goroutines.Attach(process)
	if err != nil {
		if ended := process.Alive(); ended != nil {
			err = ended
		}
		return nil, err
	}
	t := &taken{
		counts: newCounts(), process: process, next: program.Series().Next, every: time.Second / time.Duration(asked.Hz),
		answer: wire.WallProfile{PID: asked.PID, Notes: []string{}},
	}
	if err := t.sample(ctx, time.Duration(asked.DurationMs)*time.Millisecond); err != nil {
		return nil, err
	}
	if err := t.finish(program.Version); err != nil {
		return nil, err
	}
	after, err := kernel.ProcessCPUNs(os.Getpid())
	t.answer.OwnCPUMs = (after - before) / 1e6
	return t.answer, err
}

// taken is a profile that is being taken.
type taken struct {
	*counts
	process target.Process
	next    func(context.Context, goroutines.Clock) (*goroutines.Moment, error)
	every   time.Duration
	began   time.Time
	answer  wire.WallProfile
	notes   []string
}

// sample reads the goroutines at their times. The first reading, which reads all stacks, is before the time begins to count.
func (t *taken) sample(ctx context.Context, wanted time.Duration) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	end := func() error {
		t.until(time.Now())
		t.answer.DurationMs = time.Since(t.began).Milliseconds()
		return nil
	}
	for tick, early := 0, false; ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-finish.Early(ctx):
			early = true
		case <-timer.C:
		}
		if !t.began.IsZero() && (early || time.Since(t.began) >= wanted) {
			return end()
		}
		start := time.Now()
		before, err := kernel.ProcessCPUNs(os.Getpid())
		if err != nil {
			return err
		}
		moment, err := t.next(ctx, t.process.Nanotime)
		switch alive := t.process.Alive(); {
		case ctx.Err() != nil:
			return ctx.Err()
		case alive != nil && t.began.IsZero():
			return alive
		case alive != nil:
			// What was read of one that ends makes no sense.
			t.answer.Ended = true
			return end()
		case err != nil && t.began.IsZero():
			return err
		case err != nil:
			t.answer.Dropped++
			t.note("Moments that could not be read are left out: " + err.Error() + ".")
		default:
			if t.began.IsZero() {
				t.began = time.Now()
			}
			t.take(moment, time.Now())
		}
		t.answer.MaxSpanNs = max(t.answer.MaxSpanNs, time.Since(start).Nanoseconds())
		after, err := kernel.ProcessCPUNs(os.Getpid())
		if err != nil {
			return err
		}
		// What would be after the end is not missed.
		due := max(tick+1, min(t.after(tick, time.Duration(after-before)), int((wanted+t.every-1)/t.every)))
		t.answer.Dropped += int64(due - tick - 1)
		tick = due
		wait := min(time.Until(t.began.Add(time.Duration(tick)*t.every)), time.Until(t.began.Add(wanted)))
		timer.Reset(max(0, wait))
	}
}

// after is the tick of the next moment. Moments are at multiples of the step; those that a reading, or the rest it needs, took up are
// missed. cost is the CPU time of the reading: one that had to wait for a processor used none.
func (t *taken) after(tick int, cost time.Duration) int {
	soonest := time.Since(t.began)
	if cost*(rest+1) > t.every {
		soonest += rest * cost
	}
	return max(tick+1, int((soonest+t.every-1)/t.every))
}

func (t *taken) take(moment *goroutines.Moment, at time.Time) {
	t.until(at)
	t.moment(moment)
	t.answer.Moments++
	t.answer.Goroutines = t.total
	t.answer.MaxGoroutines = max(t.answer.MaxGoroutines, t.total)
	for _, note := range moment.Notes {
		t.note(note)
	}
}

func (t *taken) note(text string) {
	if !slices.Contains(t.notes, text) {
		t.notes = append(t.notes, text)
	}
}

// finish makes the document.
func (t *taken) finish(version string) error {
	a := &t.answer
	a.Samples, a.Stackless, a.Stacks = t.samples, t.stackless, len(t.stacks())
	note := func(is bool, format string, values ...any) {
		if is {
			t.note(fmt.Sprintf(format, values...))
		}
	}
	note(a.Ended, "The process ended after %v.", time.Duration(a.DurationMs)*time.Millisecond)
	note(a.Dropped > 0, "Moments that were missed, because readings take long or so that the process is not slowed down: %d, beside %d that are here.", a.Dropped, a.Moments)
	note(a.Stackless > 0, "%d of %d samples have no stack: the goroutine ran, or changed while it was read.", a.Stackless, a.Samples)
	note(t.dropped > 0, "%d changes of goroutines are not here: there are too many different stacks and states.", t.dropped)
	note(true, "Goroutines that the runtime started for itself are left out. Read from memory while the program ran: %s.", version)
	a.Notes = t.notes
	profile, err := t.encode(t.began, time.Duration(a.DurationMs)*time.Millisecond, t.every, t.notes)
	a.Profile = profile
	return err
}
