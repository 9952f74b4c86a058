//go:build linux && (amd64 || arm64)

package runtimestats_test

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/runtimestats"
	"parkscope/native/internal/target"
)

// build makes the test program. A toolchain that is not here and cannot be fetched skips the test, but not in CI.
func build(t *testing.T, toolchain string, cgo bool, flags ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "testprog")
	source, err := filepath.Abs("testprog/main.go")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("go", append(append([]string{"build", "-buildvcs=false", "-o", binary}, flags...), source)...)
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if cgo {
		command.Env = append(command.Env, "CGO_ENABLED=1")
	}
	if out, err := command.CombinedOutput(); err != nil {
		if text := string(out); os.Getenv("CI") != "true" && (strings.Contains(text, "download") || strings.Contains(text, "toolchain not available")) {
			t.Skip(text)
		}
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

type program struct {
	*exec.Cmd
	input  io.Writer
	output *bufio.Reader
}

func run(t *testing.T, binary string, environment []string, arguments ...string) *program {
	t.Helper()
	p := prepare(t, binary, environment, arguments...)
	p.start(t)
	return p
}

func prepare(t *testing.T, binary string, environment []string, arguments ...string) *program {
	t.Helper()
	p := &program{Cmd: exec.Command(binary, arguments...)}
	p.Env = append(os.Environ(), environment...)
	input, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.input, p.output = input, bufio.NewReaderSize(output, 64<<10)
	return p
}

func (p *program) start(t *testing.T) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
}

// say tells the program what to do, and answers what it then counts, and its pauses by their end.
func (p *program) say(t *testing.T, what string) (map[string]float64, map[float64]uint64) {
	t.Helper()
	if _, err := io.WriteString(p.input, what); err != nil {
		t.Fatal(err)
	}
	line, err := p.output.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	counts, pauses, end := map[string]float64{}, map[float64]uint64{}, 0.0
	for _, field := range strings.Fields(line) {
		name, text, _ := strings.Cut(field, "=")
		value, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		switch name {
		case "pause":
			end = float64(value) / 1e6
		case "ns":
			pauses[end] = value
		default:
			counts[name] = float64(value)
		}
	}
	time.Sleep(20 * time.Millisecond) // it goes on to wait for input
	return counts, pauses
}

func attach(t *testing.T, p *program) *runtimestats.Reader {
	t.Helper()
	process, err := target.Open(p.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Close() })
	reader, err := runtimestats.Attach(process)
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

func read(t *testing.T, r *runtimestats.Reader) map[string]float64 {
	t.Helper()
	row, err := r.Read(time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	columns := r.Columns()
	if len(row) != len(columns) {
		t.Fatalf("%d numbers for %d columns", len(row), len(columns))
	}
	found := map[string]float64{}
	for i, name := range columns {
		found[name] = row[i]
	}
	return found
}

var toolchains = []string{"go1.18.10", "go1.19.13", "go1.20.14", "go1.21.13", "go1.22.12", "go1.23.12", "go1.24.13", "go1.25.12", "local", "go1.27.4"}

// compare asks the program and reads it, and wants the same numbers; a background task of the runtime may come between, so again.
func compare(t *testing.T, p *program, r *runtimestats.Reader, what string, unknown ...string) {
	t.Helper()
	var problems []string
	for range 5 {
		problems = nil
		own, _ := p.say(t, what)
		seen := read(t, r)
		for name, want := range own {
			got := seen[name]
			if slices.Contains(unknown, name) {
				if !math.IsNaN(got) {
					problems = append(problems, fmt.Sprintf("%s is %v, and cannot be known", name, got))
				}
				continue
			}
			if got != want {
				problems = append(problems, fmt.Sprintf("%s: %.0f, the program says %.0f", name, got, want))
			}
		}
		if len(problems) == 0 {
			return
		}
		what = "s"
	}
	slices.Sort(problems)
	t.Errorf("%q: %s", what, strings.Join(problems, "; "))
}

// What the program says of itself is what is read of it, in all versions.
func TestAgainstTheProgram(t *testing.T) {
	for _, toolchain := range toolchains {
		t.Run(toolchain, func(t *testing.T) {
			t.Parallel()
			p := run(t, build(t, toolchain, false), nil, "-timers", "37", "-parked", "500")
			p.say(t, "s")
			r := attach(t, p)
			if notes := r.Notes(); len(notes) > 0 {
				t.Errorf("%v", notes)
			}
			var unknown []string
			if toolchain == "go1.18.10" {
				unknown = []string{"allocatedBytes", "freedBytes"}
			}
			for _, what := range []string{"s", "a", "a", "g", "p", "p", "a", "g"} {
				compare(t, p, r, what, unknown...)
			}
			seen := read(t, r)
			tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", p.Process.Pid))
			if err != nil {
				t.Fatal(err)
			}
			within := map[string][2]float64{
				"goThreads": {float64(len(tasks)), float64(len(tasks))}, "timers": {37, 40}, "heapLiveBytes": {1 << 20, 1 << 24}, "heapMarkedBytes": {1 << 20, 1 << 24},
				"gcPercent": {100, 100}, "gcPhase": {0, 0}, "idleProcs": {1, 4}, "idleThreads": {1, 20}, "spinningThreads": {0, 2},
				"goroutinesCreated": {600, 700}, "schedulings": {600, 1e6}, "runQueueGlobal": {0, 1}, "runQueueLocal": {0, 1}, "runQueue0": {0, 1},
				"goMemoryLimitBytes": {math.Inf(1), math.Inf(1)},
			}
			if toolchain == "go1.18.10" {
				delete(within, "goMemoryLimitBytes")
			}
			for name, bounds := range within {
				if value := seen[name]; !(value >= bounds[0] && value <= bounds[1]) {
					t.Errorf("%s: %v is not in %v", name, value, bounds)
				}
			}
		})
	}
}

// Linked in other ways, and what a stripped program does not name is found.
func TestOtherBuilds(t *testing.T) {
	for _, c := range []struct {
		name, toolchain string
		cgo             bool
		flags           []string
	}{
		{"pie", "local", false, []string{"-buildmode=pie"}},
		{"cgo", "local", true, nil},
		// Structures of threads changed with patch releases of 1.23 and 1.24; those that counts are in did not.
		{"stripped, an early patch", "go1.24.4", false, []string{"-ldflags=-s -w"}},
		{"stripped, the first 1.25", "go1.25.0", false, []string{"-ldflags=-s -w"}},
		{"stripped 1.18", "go1.18.10", false, []string{"-ldflags=-s -w"}},
		{"stripped 1.22", "go1.22.12", false, []string{"-ldflags=-s -w"}},
		{"stripped 1.24", "go1.24.13", false, []string{"-ldflags=-s -w"}},
		{"stripped 1.26", "local", false, []string{"-ldflags=-s -w"}},
		{"stripped 1.27", "go1.27.4", false, []string{"-ldflags=-s -w"}},
		{"stripped pie", "local", false, []string{"-ldflags=-s -w", "-buildmode=pie"}},
		{"without debug information", "local", false, []string{"-ldflags=-w"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := run(t, build(t, c.toolchain, c.cgo, c.flags...), nil, "-parked", "50")
			p.say(t, "s")
			r := attach(t, p)
			if notes := r.Notes(); len(notes) > 0 {
				t.Errorf("%v", notes)
			}
			var unknown []string
			if c.toolchain == "go1.18.10" {
				unknown = []string{"allocatedBytes", "freedBytes"}
			}
			for _, what := range []string{"s", "a", "g", "p", "a"} {
				compare(t, p, r, what, unknown...)
			}
			if phase := read(t, r)["gcPhase"]; phase != 0 {
				t.Errorf("phase %v", phase)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for _, toolchain := range []string{"go1.20.14", "go1.22.12", "local"} {
		binary := build(t, toolchain, false)
		for _, environment := range [][]string{{"GOMEMLIMIT=6MiB"}, {"GOMEMLIMIT=64MiB", "GOGC=off"}, {"GOGC=33"}, {"GOGC=off"}} {
			t.Run(toolchain+" "+strings.Join(environment, " "), func(t *testing.T) {
				p := run(t, binary, environment)
				p.say(t, "s")
				r := attach(t, p)
				for _, what := range []string{"s", "a", "g"} {
					compare(t, p, r, what)
				}
				seen := read(t, r)
				limit, percent := math.Inf(1), 100.0
				for _, one := range environment {
					switch one {
					case "GOMEMLIMIT=6MiB":
						limit = 6 << 20
					case "GOMEMLIMIT=64MiB":
						limit = 64 << 20
					case "GOGC=33":
						percent = 33
					case "GOGC=off":
						percent = -1
					}
				}
				if seen["goMemoryLimitBytes"] != limit || seen["gcPercent"] != percent {
					t.Errorf("limit %v, percent %v", seen["goMemoryLimitBytes"], seen["gcPercent"])
				}
			})
		}
	}
}

// Each pause is given once, with the time and length that the program says.
func TestPauses(t *testing.T) {
	p := run(t, build(t, "local", false), nil)
	own, _ := p.say(t, "s")
	r := attach(t, p)
	if early, _ := r.Pauses(); len(early) > 0 && float64(len(early)) != own["gcCycles"] {
		t.Errorf("%v before the first reading", early)
	}
	seen := map[uint64]bool{}
	lostTotal := uint64(0)
	for _, what := range []string{"s", "g", "g", "s", "m", "g"} {
		own, pauses := p.say(t, what)
		read(t, r)
		given, lost := r.Pauses()
		lostTotal += lost
		for _, one := range given {
			if seen[one.Cycle] {
				t.Errorf("cycle %d twice", one.Cycle)
			}
			seen[one.Cycle] = true
			if want, is := pauses[one.AtMs]; !is || want != one.PauseNs {
				t.Errorf("after %q cycle %d: %d ns at %f; the program says %d, %v", what, one.Cycle, one.PauseNs, one.AtMs, want, is)
			}
		}
		if uint64(len(seen))+lostTotal != uint64(own["gcCycles"]) {
			t.Errorf("after %q: %d pauses and %d lost of %v cycles", what, len(seen), lostTotal, own["gcCycles"])
		}
	}
	if lostTotal != 300-256 {
		t.Errorf("%d lost", lostTotal)
	}
}

// While a program makes garbage as fast as it can, what only grows does, each pause comes once, and marking is seen.
func TestWhileItCollects(t *testing.T) {
	for _, flags := range []string{"", "-s -w"} {
		t.Run("ldflags "+flags, func(t *testing.T) {
			p := run(t, build(t, "local", false, "-ldflags="+flags), nil, "-parked", "2000")
			p.say(t, "s")
			r := attach(t, p)
			done := make(chan map[string]float64, 1)
			go func() {
				own, _ := p.say(t, "c")
				done <- own
			}()
			var last map[string]float64
			phases := map[float64]int{}
			pauses, cycle, pauseNs := 0, uint64(0), uint64(0)
			var own map[string]float64
			for own == nil {
				select {
				case own = <-done:
				case <-time.After(500 * time.Microsecond):
				}
				seen := read(t, r)
				for _, name := range []string{"gcCycles", "gcPauseTotalNs", "allocatedBytes", "freedBytes", "goroutinesCreated", "schedulings"} {
					if last != nil && seen[name] < last[name] {
						t.Fatalf("%s: %v after %v", name, seen[name], last[name])
					}
				}
				if used := seen["heapInUseBytes"]; used <= 0 || used > 2<<30 || seen["goroutines"] < 2000 || seen["goroutines"] > 2100 {
					t.Fatalf("%v bytes in use, %v goroutines", used, seen["goroutines"])
				}
				phases[seen["gcPhase"]]++
				last = seen
				given, lost := r.Pauses()
				if lost > 0 {
					t.Logf("%d pauses lost", lost)
					cycle = 0
				}
				for _, one := range given {
					if cycle != 0 && one.Cycle != cycle+1 {
						t.Fatalf("cycle %d after %d", one.Cycle, cycle)
					}
					cycle = one.Cycle
					pauses++
					pauseNs += one.PauseNs
				}
			}
			if float64(cycle) != own["gcCycles"] || pauses < 5 || float64(pauseNs) > own["gcPauseTotalNs"] {
				t.Errorf("%d pauses to cycle %d of %v, %d ns of %v", pauses, cycle, own["gcCycles"], pauseNs, own["gcPauseTotalNs"])
			}
			if phases[1] == 0 || phases[0] == 0 {
				t.Errorf("phases %v", phases)
			}
		})
	}
}

// With more that wants to run than may, queues are as long as that.
func TestQueues(t *testing.T) {
	p := run(t, build(t, "local", false), []string{"GOMAXPROCS=1"}, "-spin", "20")
	p.say(t, "s")
	r := attach(t, p)
	for range 10 {
		time.Sleep(5 * time.Millisecond)
		seen := read(t, r)
		if waiting := seen["runQueueLocal"] + seen["runQueueGlobal"]; waiting < 17 || waiting > 23 || seen["idleProcs"] != 0 || seen["runQueue0"] != seen["runQueueLocal"] {
			t.Errorf("%v wait, of 20 one runs; %v processors are idle", waiting, seen["idleProcs"])
		}
	}
}

// The file that runs was deleted, another is in its place, or its path means another file outside of its root.
func TestTheFileIsElsewhere(t *testing.T) {
	built := build(t, "local", false)
	content, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	fresh := func() string {
		path := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(path, content, 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	looked := func(p *program) {
		t.Helper()
		r := attach(t, p)
		compare(t, p, r, "a")
	}
	deleted := fresh()
	p := run(t, deleted, nil)
	p.say(t, "s")
	if err := os.Remove(deleted); err != nil {
		t.Fatal(err)
	}
	looked(p)
	if err := os.WriteFile(deleted, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	looked(p)
	if _, err := exec.LookPath("chroot"); err != nil || os.Getuid() != 0 {
		t.Log("not tried in another root: only root can")
		return
	}
	inside := fresh()
	p = run(t, "chroot", nil, filepath.Dir(inside), "/"+filepath.Base(inside))
	p.say(t, "s")
	looked(p)
}

func TestTheProcessEnds(t *testing.T) {
	p := run(t, build(t, "local", false), nil)
	p.say(t, "s")
	r := attach(t, p)
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait()
	if _, err := r.Read(time.Now(), nil); err == nil {
		t.Error("a process that has ended is read")
	}
}

func BenchmarkRead(b *testing.B) {
	process, err := target.Open(os.Getpid())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = process.Close() }()
	reader, err := runtimestats.Attach(process)
	if err != nil {
		b.Fatal(err)
	}
	var row []float64
	for b.Loop() {
		if row, err = reader.Read(time.Now(), row[:0]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAttach(b *testing.B) {
	process, err := target.Open(os.Getpid())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = process.Close() }()
	for b.Loop() {
		if _, err := runtimestats.Attach(process); err != nil {
			b.Fatal(err)
		}
	}
}
