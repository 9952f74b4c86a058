//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"parkscope/native/internal/reach"
	"parkscope/native/internal/target/stop"
)

// healthyProgram builds the program that leaks nothing.
func healthyProgram(t testing.TB, toolchain string) string {
	t.Helper()
	dir := t.TempDir()
	files, err := filepath.Glob("testdata/healthy/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, filepath.Base(file)), string(text))
	}
	write(t, filepath.Join(dir, "go.mod"), "module example.com/testprog\n\ngo 1.22\n")
	binary := filepath.Join(dir, "testprog")
	if _, err := goCommand(dir, toolchain, "build", "-o", binary, "."); err != nil {
		t.Fatal(err)
	}
	return binary
}

func rounds(fallback int) int {
	if n, err := strconv.Atoi(os.Getenv("PARKSCOPE_ROUNDS")); err == nil {
		return n
	}
	return fallback
}

func prove(t *testing.T, p *reach.Program, pid int) *reach.Result {
	t.Helper()
	result, err := p.Prove(context.Background(), reach.Options{MaxStop: 2 * time.Second}, holder(pid))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func holder(pid int) reach.Stopper {
	return func(budget time.Duration) (*stop.Held, error) { return stop.Hold(pid, budget) }
}

// TestHandoff: a program that hands pointers over at full load and leaks nothing. PARKSCOPE_ROUNDS sets how often to look.
func TestHandoff(t *testing.T) {
	for _, toolchain := range []string{"go1.27.4", "go1.24.13", "go1.22.12"} {
		t.Run(toolchain, func(t *testing.T) {
			r := start(t, healthyProgram(t, toolchain), "handoff")
			if r == nil {
				t.Fatal("it ended")
			}
			p := attach(t, r.Process.Pid)
			suspects, single, refused := 0, 0, 0
			for range rounds(60) {
				result, err := p.Look(context.Background(), reach.Options{})
				if err != nil {
					refused++ // it moves too fast, which is an answer
					continue
				}
				suspects += result.Scanned.Suspects
				if result.Scanned.Passes > 1 {
					single++
				}
				if len(result.Groups) > 0 {
					t.Errorf("called leaked: %+v, %+v", result.Groups, result.Scanned)
				}
			}
			t.Logf("%d rounds, %d suspects, %d refused, %d with a first pass that was wrong", rounds(60), suspects, refused, single)
			if suspects == 0 {
				t.Error("nobody was a suspect")
			}
			stopped, wrong := 0, 0
			for range rounds(60) {
				leaked, err := p.StoppedPass(context.Background(), holder(r.Process.Pid))
				if err != nil {
					t.Fatal(err)
				}
				stopped++
				wrong += len(leaked)
			}
			t.Logf("%d stopped passes, %d wrong", stopped, wrong)
			if wrong > 0 {
				t.Errorf("%d goroutines called leaked in %d single stopped passes", wrong, stopped)
			}
		})
	}
}

// TestHolders: what can wake each goroutine is held by one thing only: a timer, a finalizer, a cleanup, a system call and so on.
func TestHolders(t *testing.T) {
	for _, toolchain := range []string{"go1.27.4", "go1.26.0", "go1.24.13", "go1.22.12"} {
		t.Run(toolchain, func(t *testing.T) {
			r := start(t, healthyProgram(t, toolchain), "holders")
			if r == nil {
				t.Fatal("it ended")
			}
			p := attach(t, r.Process.Pid)
			for range 5 {
				_, result := look(t, p)
				if len(result.Groups) > 0 {
					t.Fatalf("called leaked: %+v, %+v", result.Groups, result.Scanned)
				}
				if result.Scanned.Suspects < 40 {
					t.Fatalf("%+v", result.Scanned)
				}
			}
			for range 3 {
				leaked, err := p.StoppedPass(context.Background(), holder(r.Process.Pid))
				if err != nil || len(leaked) > 0 {
					t.Errorf("stopped: %v %v", leaked, err)
				}
			}
			if err := r.input.Close(); err != nil {
				t.Fatal(err)
			}
			line, err := r.output.ReadString('\n')
			if err != nil || line[:2] != "0 " {
				t.Errorf("goroutines that never woke: %q %v", line, err)
			}
		})
	}
}

// TestProve: a leak is proven by two short stops, and the program runs on.
func TestProve(t *testing.T) {
	dir := t.TempDir()
	kernels(t, dir)
	binary := filepath.Join(dir, "patterns.bin")
	if _, err := goCommand(dir, "go1.27.4", "build", "-o", binary, "./patterns"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"WaitGroup", "ChanRecv", "NoLeakGlobal"} {
		r := start(t, binary, name)
		if r == nil {
			t.Fatal("it ended")
		}
		result := prove(t, attach(t, r.Process.Pid), r.Process.Pid)
		t.Logf("%s: %+v %q", name, result.Scanned, result.Unproven)
		for id, g := range r.dump(t) {
			if g.leaked != ids(result)[id] {
				t.Errorf("%s: goroutine %d leaked %v", name, id, g.leaked)
			}
		}
		wanted := reach.GradeProven
		stops := 2
		if name == "NoLeakGlobal" {
			wanted, stops = reach.GradeStrong, 0
		}
		if result.Grade != wanted || len(result.Scanned.StopNs) != stops || result.Unproven != "" {
			t.Errorf("%s: %s %q, stops %v", name, result.Grade, result.Unproven, result.Scanned.StopNs)
		}
	}
}

// TestItIsNotStoppedForLonger than allowed: then the look's verdict stands, with the reason.
func TestItIsNotStoppedForLonger(t *testing.T) {
	dir := t.TempDir()
	kernels(t, dir)
	binary := filepath.Join(dir, "patterns.bin")
	if _, err := goCommand(dir, "go1.27.4", "build", "-o", binary, "./patterns"); err != nil {
		t.Fatal(err)
	}
	r := start(t, binary, "ChanRecv")
	if r == nil {
		t.Fatal("it ended")
	}
	p := attach(t, r.Process.Pid)
	never := func(time.Duration) (*stop.Held, error) {
		t.Error("it was stopped")
		return nil, context.Canceled
	}
	result, err := p.Prove(context.Background(), reach.Options{MaxStop: time.Microsecond}, never)
	if err != nil || result.Grade != reach.GradeStrong || result.Unproven == "" || len(result.Groups) == 0 {
		t.Errorf("%+v %v", result, err)
	}
	// Let go before all is read: the copy counts for nothing.
	cut := func(time.Duration) (*stop.Held, error) { return stop.Hold(r.Process.Pid, time.Nanosecond) }
	result, err = p.Prove(context.Background(), reach.Options{MaxStop: time.Second}, cut)
	if err != nil || result.Grade != reach.GradeStrong || result.Unproven == "" {
		t.Errorf("%+v %v", result, err)
	}
}
