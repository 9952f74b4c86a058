//go:build linux && (amd64 || arm64)

package wallclock

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parkscope/native/internal/finish"
	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/wire"
)

const (
	waiting  = 40
	sleeping = 10
)

func waitsForever(c chan int) { <-c }

// busy keeps a loop from being nothing.
var busy atomic.Uint64

func sleepsOften() {
	for {
		time.Sleep(time.Hour)
	}
}

// TestIsLookedAt is the program that the others look at.
func TestIsLookedAt(t *testing.T) {
	if stat, err := os.Stdin.Stat(); err != nil || stat.Mode()&os.ModeNamedPipe == 0 {
		t.Skip("only as a child")
	}
	block := make(chan int)
	for range waiting {
		go pprof.Do(context.Background(), pprof.Labels("tenant", "blue"), func(context.Context) { waitsForever(block) })
	}
	for range sleeping {
		go sleepsOften()
	}
	go func() {
		for n := uint64(0); ; n++ {
			busy.Store(n)
		}
	}()
	fmt.Println("ready")
	_, _ = os.Stdin.Read(make([]byte, 1))
}

func child(t *testing.T) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self, "-test.run=^TestIsLookedAt$")
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%q %v", line, err)
	}
	time.Sleep(50 * time.Millisecond)
	return command
}

func take(ctx context.Context, t *testing.T, params string) wire.WallProfile {
	t.Helper()
	answer, err := Take(ctx, wire.Raw(params))
	if err != nil {
		t.Fatal(err)
	}
	profile, is := answer.(wire.WallProfile)
	if !is {
		t.Fatalf("%T", answer)
	}
	return profile
}

func goPprof(t *testing.T, profile []byte, arguments ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wall.pb.gz")
	if err := os.WriteFile(file, profile, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", append(append([]string{"tool", "pprof", "-symbolize=none"}, arguments...), file)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// cumulative seconds, or samples, of a function in `-top -cum`.
func cumulative(t *testing.T, top, function string) float64 {
	t.Helper()
	line := regexp.MustCompile(`(?m)^ *\S+ +\S+ +\S+ +([\d.]+)s? +\S+ +` + regexp.QuoteMeta(function) + `(?: \(inline\))?$`)
	found := line.FindStringSubmatch(top)
	if found == nil {
		t.Fatalf("no %s in\n%s", function, top)
	}
	value, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

const here = "parkscope/native/internal/wallclock."

// Each goroutine is somewhere all of the time.
func TestTakes(t *testing.T) {
	program := child(t)
	profile := take(context.Background(), t, fmt.Sprintf(`{"pid":%d,"durationMs":1000,"hz":20}`, program.Process.Pid))
	if profile.Moments < 5 || profile.Moments+profile.Dropped < 18 || profile.Moments+profile.Dropped > 21 || profile.DurationMs < 1000 ||
		profile.Goroutines < waiting+sleeping+2 || profile.Goroutines > waiting+sleeping+6 || profile.Ended {
		t.Errorf("%+v", profile)
	}
	if want := profile.Moments * profile.Goroutines; profile.Samples < want*9/10 || profile.Samples > want*11/10 {
		t.Errorf("%d samples, about %d are wanted", profile.Samples, want)
	}
	// The loop runs, where it has a processor.
	if profile.Stackless == 0 || profile.Stackless > 4*profile.Moments {
		t.Errorf("%d samples have no stack", profile.Stackless)
	}
	seconds := float64(profile.DurationMs) / 1e3
	wall := goPprof(t, profile.Profile, "-top", "-cum", "-nodefraction=0", "-unit=s")
	samples := goPprof(t, profile.Profile, "-top", "-cum", "-nodefraction=0", "-sample_index=samples")
	for function, count := range map[string]float64{here + "waitsForever": waiting, here + "sleepsOften": sleeping} {
		if got := cumulative(t, wall, function); got < count*seconds*0.98 || got > count*seconds*1.02 {
			t.Errorf("%s: %v s of wall clock, %v goroutines were there for %v s", function, got, count, seconds)
		}
		if got := cumulative(t, samples, function); got != count*float64(profile.Moments) {
			t.Errorf("%s: %v samples of %v goroutines in %d moments", function, got, count, profile.Moments)
		}
	}
	tags := goPprof(t, profile.Profile, "-tags")
	for _, want := range []string{"state:", "chan receive", "sleep", "tenant:", "blue"} {
		if !strings.Contains(tags, want) {
			t.Errorf("no %q in\n%s", want, tags)
		}
	}
	if raw := goPprof(t, profile.Profile, "-raw"); !strings.Contains(raw, "samples/count wall/nanoseconds[dflt]") {
		t.Errorf("%s", raw[:min(len(raw), 400)])
	}
}

func TestFinishedEarly(t *testing.T) {
	program := child(t)
	var calls finish.Calls
	done := make(chan any, 1)
	go func() {
		answer, err := calls.Action("wall", Take)(context.Background(), wire.Raw(fmt.Sprintf(`{"pid":%d,"durationMs":60000}`, program.Process.Pid)))
		if err != nil {
			done <- err
			return
		}
		done <- answer
	}()
	time.Sleep(300 * time.Millisecond)
	if _, err := calls.Finish(context.Background(), wire.Raw(fmt.Sprintf(`{"name":"wall","pid":%d}`, program.Process.Pid))); err != nil {
		t.Fatal(err)
	}
	profile, is := (<-done).(wire.WallProfile)
	if !is || profile.Moments < 1 || profile.DurationMs > 30_000 || len(profile.Profile) == 0 || profile.Ended {
		t.Errorf("%+v", profile)
	}
}

func TestTheProcessEnds(t *testing.T) {
	// How long the first moment takes is up to the machine.
	for _, after := range []time.Duration{400 * time.Millisecond, 3 * time.Second, 15 * time.Second} {
		program := child(t)
		go func() {
			time.Sleep(after)
			_ = program.Process.Kill()
			_ = program.Wait()
		}()
		answer, err := Take(context.Background(), wire.Raw(fmt.Sprintf(`{"pid":%d,"durationMs":60000}`, program.Process.Pid)))
		if err != nil {
			t.Logf("after %v: %v", after, err)
			continue
		}
		profile, is := answer.(wire.WallProfile)
		if !is || !profile.Ended || profile.Moments < 1 || !strings.Contains(goPprof(t, profile.Profile, "-comments"), "The process ended") {
			t.Errorf("%+v", profile)
		}
		return
	}
	t.Error("it ended before the first moment each time")
}

func TestCancelledAndRefused(t *testing.T) {
	program := child(t)
	ctx, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	if answer, err := Take(ctx, wire.Raw(fmt.Sprintf(`{"pid":%d,"durationMs":60000}`, program.Process.Pid))); err == nil {
		t.Errorf("%+v", answer)
	}
	for _, params := range []string{`{}`, `[]`, `{"pid":1}`, `{"pid":1,"durationMs":1,"hz":51}`, `{"pid":1,"durationMs":3600001}`, `{"pid":2000000000,"durationMs":1}`} {
		if _, err := Take(context.Background(), wire.Raw(params)); err == nil {
			t.Errorf("%s is taken", params)
		}
	}
}

// What changes between moments is somewhere for the time between.
func TestCounts(t *testing.T) {
	c := newCounts()
	at := time.Unix(1000, 0)
	dictionary := &goroutines.Snapshot{}
	moment := func(gone []uint64, changed ...goroutines.Goroutine) *goroutines.Moment {
		s := *dictionary
		s.Goroutines = changed
		return &goroutines.Moment{Snapshot: &s, Gone: gone}
	}
	one := goroutines.Goroutine{ID: 1, Stack: 0, Labels: -1, State: "select"}
	two := goroutines.Goroutine{ID: 2, Stack: -1, Missing: goroutines.StackRunning, Labels: -1, State: "running", Start: "main.main"}
	system := goroutines.Goroutine{ID: 3, System: true}
	c.until(at)
	c.moment(moment(nil, one, two, system))
	c.until(at.Add(time.Second))
	two.Stack, two.State = 0, "select"
	c.moment(moment(nil, two))
	c.until(at.Add(3 * time.Second))
	c.moment(moment([]uint64{1, 7}))
	c.until(at.Add(7 * time.Second))
	want := map[way]count{
		{stack: 0, labels: -1, state: "select"}:                                                         {now: 1, samples: 4, wall: 9 * time.Second},
		{stack: -1, labels: -1, missing: goroutines.StackRunning, state: "running", start: "main.main"}: {samples: 1, wall: time.Second},
	}
	for w, count := range want {
		if got := c.ways[w]; got == nil || *got != count {
			t.Errorf("%+v: %+v, want %+v", w, got, count)
		}
	}
	if len(c.ways) != 2 || c.total != 1 || c.samples != 5 || c.stackless != 1 || len(c.used) != 1 {
		t.Errorf("%+v", c)
	}
}
