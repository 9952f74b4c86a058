//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/reach"
	"parkscope/native/internal/target/stop"
)

// Sizes of programs: MB of small objects with pointers, and goroutines that wait, half of which leaked. test/bench/reach picks.
var sizes = []struct{ megabytes, goroutines int }{{50, 1_000}, {50, 100_000}, {500, 1_000}, {500, 100_000}, {2048, 100_000}}

func bySize(b *testing.B, run func(b *testing.B, p *reach.Program, pid, leaked int)) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dMB_%dg", size.megabytes, size.goroutines), func(b *testing.B) {
			binary := healthyProgram(b, newest)
			leaked := size.goroutines / 2
			r := start(b, binary, "heap", fmt.Sprint(size.megabytes), fmt.Sprint(size.goroutines), fmt.Sprint(leaked))
			if r == nil {
				b.Fatal("it ended")
			}
			debug.FreeOSMemory()
			before := resident(b, "VmRSS:")
			if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // begins the peak anew
				b.Fatal(err)
			}
			run(b, attach(b, r.Process.Pid), r.Process.Pid, leaked)
			b.ReportMetric(float64(resident(b, "VmHWM:")-before)/(1<<20), "peak-MB")
			if err := r.Process.Kill(); err != nil {
				b.Fatal(err)
			}
			runtime.GC()
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
	bySize(b, func(b *testing.B, p *reach.Program, _, leaked int) {
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

// BenchmarkStop is one stop of a proof, after a look: the shortest, the median and how long it took at least until all threads stood.
func BenchmarkStop(b *testing.B) {
	bySize(b, func(b *testing.B, p *reach.Program, pid, leaked int) {
		confirm, err := p.Confirmer(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		halting := time.Hour
		var stops []time.Duration
		var copied uint64
		for b.Loop() {
			stopped, bytes, found, err := confirm(func(budget time.Duration) (*stop.Held, error) {
				began := time.Now()
				held, err := stop.Hold(pid, budget)
				halting = min(halting, time.Since(began))
				return held, err
			})
			if err != nil || found > leaked || found < leaked-leaked/100-2 {
				b.Fatal(err, found, leaked)
			}
			stops, copied = append(stops, stopped), bytes
		}
		slices.Sort(stops)
		b.ReportMetric(stops[0].Seconds()*1e3, "stop-ms")
		b.ReportMetric(stops[len(stops)/2].Seconds()*1e3, "median-stop-ms")
		b.ReportMetric(halting.Seconds()*1e3, "halt-ms")
		b.ReportMetric(float64(copied)/(1<<20), "copied-MB")
	})
}

// BenchmarkProve is a whole proof: a look of three passes and two stops.
func BenchmarkProve(b *testing.B) {
	bySize(b, func(b *testing.B, p *reach.Program, pid, leaked int) {
		for b.Loop() {
			result, err := p.Prove(context.Background(), reach.Options{MaxStop: time.Minute}, holder(pid))
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
