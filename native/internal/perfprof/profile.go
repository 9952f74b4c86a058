package perfprof

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"parkscope/native/internal/finish"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

const (
	// defaultHz is prime to what programs do ten or a hundred times a second.
	defaultHz = 99
	maxHz     = 1000
	maxTime   = time.Hour
	// pause between two looks at the rings: at 1000 samples of 127 addresses a second a ring lasts half a second.
	pause = 100 * time.Millisecond
)

// Take answers the call `cpu`: it samples a process for a time and answers a wire.CPUProfile. It stops early when the process ends
// or the call is finished, with what there is.
func Take(ctx context.Context, params wire.Raw) (answer any, err error) {
	asked := wire.CPUParams{Hz: defaultHz}
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if asked.PID <= 0 || asked.Hz < 1 || asked.Hz > maxHz || asked.DurationMs < 1 || asked.DurationMs > maxTime.Milliseconds() {
		return nil, &wire.Error{
			Code:    wire.CodeBadRequest,
			Message: fmt.Sprintf("a CPU profile needs a pid, a time of up to %v and 1 to %d samples a second", maxTime, maxHz),
		}
	}
	run := taken{pid: asked.PID, periodNs: uint64(time.Second) / uint64(asked.Hz), stacks: newStacks()}
	if err := run.prepare(); err != nil {
		return nil, err
	}
	if err := run.sample(ctx, time.Duration(asked.DurationMs)*time.Millisecond); err != nil {
		return nil, err
	}
	return run.answer()
}

// taken is a profile that is being taken.
type taken struct {
	pid      int
	periodNs uint64
	stacks   *stacks
	counts   counts
	program  *program
	mappings []mapping
	notes    []string
	began    time.Time
	lasted   time.Duration
	ended    bool
	threads  int
	kernel   bool
	ownCPU   int64
}

// prepare learns everything that has to be known before the process may end.
func (t *taken) prepare() error {
	// What cannot be sampled at all should say so first.
	if err := kernel.TryPerf(t.pid); err != nil {
		return target.ExplainPerf(t.pid, err)
	}
	maps, err := readMaps(t.pid)
	if err != nil {
		t.notes = append(t.notes, "Which files the code is from is not known: "+plainError(err)+".")
	}
	t.mappings = parseCode(maps)
	program, notes, err := openProgram(t.pid, t.mappings)
	t.notes = append(t.notes, notes...)
	if err != nil {
		t.notes = append(t.notes, "Functions have no names, only addresses: "+plainError(err)+".")
		return nil
	}
	t.program = program
	return nil
}

func (t *taken) sample(ctx context.Context, wanted time.Duration) (err error) {
	before, err := kernel.ProcessCPUNs(os.Getpid())
	if err != nil {
		return err
	}
	start := startOf(t.pid)
	events, err := openEvents(t.pid, t.periodNs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, events.close()) }()
	t.began = time.Now()
	t.threads, t.kernel = events.threads, events.kernel
	collect := func() {
		c := events.take(func(s sample) {
			if t.program != nil {
				s.stack = t.program.repair(s)
			}
			t.stacks.add(s)
		})
		t.counts.lost += c.lost
		t.counts.throttled += c.throttled
		t.counts.damaged += c.damaged
	}
	deadline := t.began.Add(wanted)
	timer := time.NewTimer(min(pause, wanted))
	defer timer.Stop()
	for early := false; ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-finish.Early(ctx):
			early = true
		case <-timer.C:
		}
		collect()
		left := time.Until(deadline)
		t.ended = startOf(t.pid) != start
		if t.ended || left <= 0 || early {
			break
		}
		timer.Reset(min(pause, left))
	}
	t.lasted = time.Since(t.began)
	if err := events.stop(); err != nil {
		return err
	}
	collect()
	if !t.ended {
		// Code that was loaded meanwhile.
		if maps, err := readMaps(t.pid); err == nil {
			t.mappings = merge(t.mappings, parseCode(maps))
		}
	}
	if events.missed > 0 {
		t.notes = append(t.notes, fmt.Sprintf("%d threads could not be sampled: too many open files. Raise ulimit -n.", events.missed))
	}
	after, err := kernel.ProcessCPUNs(os.Getpid())
	t.ownCPU = after - before
	return err
}

func (t *taken) answer() (any, error) {
	t.explain()
	resolve := func(uint64) []pclntab.Line { return nil }
	if t.program != nil {
		resolve = t.program.lines
		if i := covering(t.mappings, t.program.text); i >= 0 {
			t.mappings[i].program = true
		}
	}
	document := profile{
		stacks: t.stacks, mappings: t.mappings, resolve: resolve, periodNs: t.periodNs,
		timeNs: t.began.UnixNano(), durationNs: t.lasted.Nanoseconds(), comments: t.notes,
	}
	encoded, err := document.encode()
	if err != nil {
		return nil, err
	}
	if t.notes == nil {
		t.notes = []string{}
	}
	return wire.CPUProfile{
		PID: t.pid, Profile: encoded, DurationMs: t.lasted.Milliseconds(), PeriodNs: int64(t.periodNs), Threads: t.threads,
		Samples: int64(t.stacks.samples), Stacks: len(t.stacks.counts), Lost: int64(t.counts.lost + t.stacks.dropped),
		Damaged: int64(t.counts.damaged), Kernel: t.kernel, Ended: t.ended, OwnCPUMs: t.ownCPU / 1e6, Notes: t.notes,
	}, nil
}

// explain puts into notes what the numbers mean for the reader.
func (t *taken) explain() {
	note := func(is bool, format string, values ...any) {
		if is {
			t.notes = append(t.notes, fmt.Sprintf(format, values...))
		}
	}
	note(t.ended, "The process ended after %v.", t.lasted.Round(time.Millisecond))
	note(!t.kernel, "Time inside the kernel (system calls) is missing: sampling it needs kernel.perf_event_paranoid ≤ 1 or CAP_PERFMON.")
	lost := t.counts.lost + t.stacks.dropped
	note(lost > 0, "%d samples were lost, %d are here.", lost, t.stacks.samples)
	note(t.counts.damaged > 0, "%d records of the kernel could not be read.", t.counts.damaged)
	note(t.counts.throttled > 0, "The kernel slowed sampling down %d times (kernel.perf_event_max_sample_rate).", t.counts.throttled)
	note(t.stacks.cut > 0, "%d samples have stacks deeper than the kernel records (kernel.perf_event_max_stack): their roots are missing.", t.stacks.cut)
	note(t.stacks.samples == 0, "The process used no CPU, or less than a sample's worth.")
}

// startOf is the start time of a process, empty when it has ended. The state comes after the name, which may hold anything.
func startOf(pid int) string {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	return parseStart(string(text))
}

func parseStart(stat string) string {
	const stateIndex, startIndex = 0, 19 // fields 3 and 22
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) <= startIndex || fields[stateIndex] == "Z" || fields[stateIndex] == "X" {
		return ""
	}
	return fields[startIndex]
}

// maxMaps bounds /proc/PID/maps; a process has at most 65530 mappings unless an administrator raised that.
const maxMaps = 16 << 20

func readMaps(pid int) (text []byte, err error) {
	file, err := os.Open("/proc/" + strconv.Itoa(pid) + "/maps")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(io.LimitReader(file, maxMaps))
}

// plainError is the message of a *wire.Error without its code.
func plainError(err error) string {
	var known *wire.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return err.Error()
}
