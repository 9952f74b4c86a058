//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/reach"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/target/stop"
)

// Sizes of programs: MB of small objects with pointers, and goroutines that wait, half of which leaked. test/bench/reach picks.
var sizes = []struct{ megabytes, goroutines int }{
	{30, 500}, {50, 1_000}, {50, 100_000}, {500, 1_000}, {500, 100_000}, {2048, 1_000}, {2048, 100_000},
}

func bySize(b *testing.B, run func(b *testing.B, p *reach.Program, r *running, leaked int)) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dMB_%dg", size.megabytes, size.goroutines), func(b *testing.B) {
			leaked := size.goroutines / 2
			r := startHeap(b, newest, size.megabytes, size.goroutines, leaked)
			if yardstick == nil {
				yardstick = newCopying(b)
			}
			debug.FreeOSMemory()
			before := resident(b, "VmRSS:")
			if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // begins the peak anew
				b.Fatal(err)
			}
			run(b, attach(b, r.Process.Pid), r, leaked)
			b.ReportMetric(float64(resident(b, "VmHWM:")-before)/(1<<20), "peak-MB")
			if err := r.Process.Kill(); err != nil {
				b.Fatal(err)
			}
			runtime.GC()
		})
	}
}

func startHeap(b *testing.B, toolchain string, megabytes, goroutines, leaked int) *running {
	b.Helper()
	r := start(b, healthyProgram(b, toolchain), "heap", fmt.Sprint(megabytes), fmt.Sprint(goroutines), fmt.Sprint(leaked))
	if r == nil {
		b.Fatal("it ended")
	}
	return r
}

// BenchmarkDetector is the detector of the runtime itself where it is an experiment, on the same programs.
func BenchmarkDetector(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dMB_%dg", size.megabytes, size.goroutines), func(b *testing.B) {
			r := startHeap(b, "go1.26.0", size.megabytes, size.goroutines, size.goroutines/2)
			var took, gap float64
			for b.Loop() {
				took, gap = r.ask(b, "detect")
			}
			b.ReportMetric(took, "experiment-ms")
			b.ReportMetric(gap, "experiment-gap-ms")
			if err := r.Process.Kill(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// want that what leaked was found, but for what stale words hide.
func want(b *testing.B, result *reach.Result, leaked int) {
	b.Helper()
	if found := len(ids(result)); found > leaked || found < leaked-leaked/100-2 {
		b.Fatalf("%d of %d found: %s %+v", found, leaked, result.Unproven, result.Scanned)
	}
}

// BenchmarkLook is a look of three passes: read and marked in milliseconds a pass.
func BenchmarkLook(b *testing.B) {
	bySize(b, func(b *testing.B, p *reach.Program, _ *running, leaked int) {
		var read, mark, copied float64
		for b.Loop() {
			result, err := p.Look(context.Background(), reach.Options{})
			if err != nil {
				b.Fatal(err)
			}
			want(b, result, leaked)
			s := result.Scanned
			read, mark, copied = float64(s.ReadNs)/1e6/reach.Passes, float64(s.MarkNs)/1e6/reach.Passes, float64(s.CopiedBytes)/(1<<20)
		}
		b.ReportMetric(read, "read-ms")
		b.ReportMetric(mark, "mark-ms")
		b.ReportMetric(copied, "copied-MB")
	})
}

// copying reads as many bytes of memory as a stop did, one large range of our own, with as many workers: what the kernel can do at all here.
type copying struct {
	from, into []byte
	readers    []target.Process
}

var yardstick *copying

func newCopying(b *testing.B) *copying {
	const size = 64 << 20 // more than caches hold
	c := &copying{}
	// Beside Go's heap: the collector counts by what is there. In small pages to read from, as most memory is.
	var err error
	if c.from, err = syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON); err != nil {
		b.Fatal(err)
	}
	var room kernel.Room
	if c.into, err = room.Take(size); err != nil {
		b.Fatal(err)
	}
	for i := 0; i < size; i += 4096 {
		c.from[i], c.into[i] = 1, 1
	}
	for range 2 {
		process, err := target.Open(os.Getpid())
		if err != nil {
			b.Fatal(err)
		}
		c.readers = append(c.readers, process)
	}
	return c
}

func (c *copying) took(b *testing.B, bytes uint64) time.Duration {
	b.Helper()
	var wait sync.WaitGroup
	failures := make([]error, len(c.readers))
	began := time.Now()
	for i, reader := range c.readers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			share, half := int(bytes)/len(c.readers), len(c.from)/len(c.readers)
			for at := 0; at < share && failures[i] == nil; at += 1 << 20 {
				from, n := i*half+at%half, min(1<<20, share-at)
				addr := uint64(uintptr(unsafe.Pointer(&c.from[from])))
				_, failures[i] = memory.Bytes(reader, addr, c.into[from:from+n])
			}
		}()
	}
	wait.Wait()
	if err := errors.Join(failures...); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// BenchmarkStop is one stop of a proof, after a look, in turn with reading as many bytes of one range: the shortest and the median of both, how
// long it took at least until all threads stood, and what the runtime's own detector took, where it has one.
func BenchmarkStop(b *testing.B) {
	bySize(b, func(b *testing.B, p *reach.Program, r *running, leaked int) {
		defer reach.Tight()()
		pid := r.Process.Pid
		parts := newParts(b)
		confirm, err := p.Confirmer(context.Background(), parts.done)
		if err != nil {
			b.Fatal(err)
		}
		halting := time.Hour
		var stops, reads, works, readWorks []time.Duration
		var copied uint64
		for b.Loop() {
			before := processorTime(b)
			var after time.Duration
			stopped, bytes, found, err := confirm(func(budget time.Duration) (*stop.Held, error) {
				began := time.Now()
				before = processorTime(b)
				parts.begin()
				held, err := stop.Hold(pid, budget)
				halting = min(halting, time.Since(began))
				return held, err
			}, func() { after = processorTime(b) })
			if err != nil || found > leaked || found < leaked-leaked/100-2 {
				b.Fatal(err, found, leaked)
			}
			stops, works, copied = append(stops, stopped), append(works, (after-before)/reach.Workers), bytes
			before = processorTime(b)
			reads = append(reads, yardstick.took(b, bytes))
			readWorks = append(readWorks, (processorTime(b)-before)/reach.Workers)
		}
		for name, times := range map[string][]time.Duration{
			"stop-ms": stops, "read-ms": reads, "stop-work-ms": works, "read-work-ms": readWorks,
		} {
			slices.Sort(times)
			b.ReportMetric(times[0].Seconds()*1e3, name)
			b.ReportMetric(times[len(times)/2].Seconds()*1e3, "median-"+name)
		}
		parts.report()
		b.ReportMetric(halting.Seconds()*1e3, "halt-ms")
		b.ReportMetric(float64(copied)/(1<<20), "copied-MB")
		detected, gap := r.ask(b, "detect")
		b.ReportMetric(detected, "runtime-ms")
		b.ReportMetric(gap, "runtime-gap-ms")
		r.observe(b, "alone", func() { time.Sleep(time.Second) })
		began := time.Now()
		r.observe(b, "proof", func() {
			result, err := p.Prove(context.Background(), reach.Options{MaxStop: time.Minute}, holder(pid))
			if err != nil || result.Grade != reach.GradeProven {
				b.Fatal(result, err)
			}
			want(b, result, leaked)
		})
		b.ReportMetric(time.Since(began).Seconds()*1e3, "proof-ms")
	})
}

// parts of a stop: the least time by the clock of each, and the least processor time of all workers.
type parts struct {
	b           *testing.B
	names       []string
	clock, work map[string]time.Duration
	since       time.Time
	before      time.Duration
}

func newParts(b *testing.B) *parts {
	return &parts{b: b, clock: map[string]time.Duration{}, work: map[string]time.Duration{}}
}

func (p *parts) begin() { p.since, p.before = time.Now(), processorTime(p.b) }

func (p *parts) done(name string) {
	clock, work := time.Since(p.since), processorTime(p.b)-p.before
	if before, known := p.clock[name]; known {
		clock, work = min(clock, before), min(work, p.work[name])
	} else {
		p.names = append(p.names, name)
	}
	p.clock[name], p.work[name] = clock, work
	p.begin()
}

func (p *parts) report() {
	for _, name := range p.names {
		p.b.ReportMetric(p.clock[name].Seconds()*1e3, name+"-ms")
		p.b.ReportMetric(p.work[name].Seconds()*1e3, name+"-cpu-ms")
	}
}

// processorTime is what this process has used so far. Of a stop, divided by its workers, it is how long the stop takes where nobody else wants
// the processors.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// observe has the program count what a loop of it does meanwhile: the longest time that it stood still, and its turns in a millisecond.
func (r *running) observe(b *testing.B, name string, meanwhile func()) {
	b.Helper()
	if _, err := r.input.Write([]byte("watch\n")); err != nil {
		b.Fatal(err)
	}
	meanwhile()
	gap, turns := r.ask(b, "watched")
	b.ReportMetric(gap, name+"-gap-ms")
	b.ReportMetric(turns, name+"-turns")
}

// ask sends a line and answers the two numbers that come back.
func (r *running) ask(b *testing.B, line string) (first, second float64) {
	b.Helper()
	if _, err := r.input.Write([]byte(line + "\n")); err != nil {
		b.Fatal(err)
	}
	answer, err := r.output.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(answer, &first, &second); err != nil {
		b.Fatal(answer, err)
	}
	return first, second
}

// BenchmarkProve is a whole proof: a look of three passes and two stops.
func BenchmarkProve(b *testing.B) {
	bySize(b, func(b *testing.B, p *reach.Program, r *running, leaked int) {
		for b.Loop() {
			result, err := p.Prove(context.Background(), reach.Options{MaxStop: time.Minute}, holder(r.Process.Pid))
			if err != nil {
				b.Fatal(err)
			}
			want(b, result, leaked)
			if result.Grade != reach.GradeProven {
				b.Fatal(result.Unproven)
			}
		}
	})
}

// resident bytes of this process, by a line of its status.
func resident(t testing.TB, line string) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range strings.Split(string(text), "\n") {
		if rest, is := strings.CutPrefix(each, line); is {
			var kilobytes int64
			if _, err := fmt.Sscan(strings.TrimSpace(rest), &kilobytes); err != nil {
				t.Fatal(err)
			}
			return kilobytes << 10
		}
	}
	t.Fatal("no " + line)
	return 0
}
