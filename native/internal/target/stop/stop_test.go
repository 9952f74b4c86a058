//go:build linux && (amd64 || arm64)

package stop_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"parkscope/native/internal/target/stop"
)

// The test binary is the process that is stopped, and the tracer that dies, too.
func TestMain(m *testing.M) {
	switch os.Getenv("STOP_TEST_ROLE") {
	case "target":
		runTarget()
	case "tracer":
		pid, err := strconv.Atoi(os.Getenv("STOP_TEST_PID"))
		if err != nil {
			panic(err)
		}
		if _, err := stop.Hold(pid, time.Minute); err != nil {
			panic(err)
		}
		fmt.Println("held")
		select {}
	default:
		os.Exit(m.Run())
	}
}

// runTarget runs on several threads and prints a count every few milliseconds.
func runTarget() {
	signals := make(chan os.Signal, 100)
	signal.Notify(signals, syscall.SIGUSR1)
	for range 4 {
		go func() {
			for n := 0; ; n++ {
				if n%1000 == 0 {
					time.Sleep(time.Microsecond)
				}
			}
		}()
	}
	got := 0
	for n := 0; ; n++ {
		select {
		case <-signals:
			got++
		case <-time.After(2 * time.Millisecond):
		}
		fmt.Println(n, got)
	}
}

type process struct {
	*exec.Cmd
	lines *bufio.Scanner
}

func begin(t *testing.T, role string, more ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0])}
	p.Env = append(append(os.Environ(), "STOP_TEST_ROLE="+role), more...)
	output, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(output)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	if !p.lines.Scan() {
		t.Fatal("it ended")
	}
	return p
}

// states are the kernel's letters of all threads.
func states(t *testing.T, pid int) string {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	var letters strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		letters.WriteByte(text[strings.LastIndexByte(string(text), ')')+2])
	}
	return letters.String()
}

// goesOn wants lines that come now, not from the pipe.
func (p *process) goesOn(t *testing.T) {
	t.Helper()
	done := make(chan bool, 1)
	go func() {
		for range 500 {
			if !p.lines.Scan() {
				break
			}
		}
		done <- true
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("it does not go on: %s", states(t, p.Process.Pid))
	}
	if letters := states(t, p.Process.Pid); strings.ContainsAny(letters, "tT") {
		t.Errorf("threads stand still: %s", letters)
	}
}

func TestHold(t *testing.T) {
	p := begin(t, "target")
	calling, running := 0, 0
	for range 20 {
		held, err := stop.Hold(p.Process.Pid, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		letters := states(t, p.Process.Pid)
		if strings.Trim(letters, "t") != "" || len(letters) != len(held.Threads) || len(letters) < 3 {
			t.Errorf("%d threads held, states %s", len(held.Threads), letters)
		}
		for tid, at := range held.Threads {
			if at.SP == 0 || at.SP%8 != 0 || len(at.Words) < 27 || at.Vectors < 27 || at.Vectors >= len(at.Words) {
				t.Errorf("thread %d: %#x, %d words, vectors from %d on", tid, at.SP, len(at.Words), at.Vectors)
			}
			if at.Calling != 0 {
				calling++
			} else {
				running++
			}
		}
		took, err := held.Release()
		if err != nil || took <= 0 || took > 5*time.Second {
			t.Errorf("%v %v", took, err)
		}
	}
	p.goesOn(t)
	if runtime.GOARCH == "amd64" && (calling == 0 || running == 0) {
		t.Errorf("%d threads were in a call of the kernel, %d ran", calling, running)
	}
}

func TestSignalsAreNotLost(t *testing.T) {
	p := begin(t, "target")
	const rounds = 10
	for round := range rounds {
		held, err := stop.Hold(p.Process.Pid, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Process.Signal(syscall.SIGUSR1); err != nil {
			t.Fatal(err)
		}
		if _, err := held.Release(); err != nil {
			t.Fatal(err)
		}
		// Before the next one: two that are pending are one.
		p.waitFor(t, fmt.Sprintf(" %d", round+1))
	}
}

// waitFor reads lines up to one that ends so.
func (p *process) waitFor(t *testing.T, end string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for p.lines.Scan() {
		if strings.HasSuffix(p.lines.Text(), end) {
			return
		}
		if time.Now().After(deadline) {
			break
		}
	}
	t.Fatalf("no line ends with %q: %q", end, p.lines.Text())
}

func TestTheTimeIsOver(t *testing.T) {
	p := begin(t, "target")
	held, err := stop.Hold(p.Process.Pid, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(400 * time.Millisecond)
	p.goesOn(t) // though nobody released it
	_, err = held.Release()
	var cut stop.ErrCut
	if !errors.As(err, &cut) {
		t.Errorf("%v", err)
	}
}

func TestTheTracerDies(t *testing.T) {
	p := begin(t, "target")
	tracer := begin(t, "tracer", fmt.Sprintf("STOP_TEST_PID=%d", p.Process.Pid))
	if letters := states(t, p.Process.Pid); strings.Trim(letters, "t") != "" {
		t.Fatalf("states %s", letters)
	}
	if err := tracer.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = tracer.Wait() // killed
	p.goesOn(t)
}

func TestHeldByAnother(t *testing.T) {
	p := begin(t, "target")
	begin(t, "tracer", fmt.Sprintf("STOP_TEST_PID=%d", p.Process.Pid))
	if _, err := stop.Hold(p.Process.Pid, time.Second); err == nil {
		t.Error("held twice")
	}
}

func TestItHasEnded(t *testing.T) {
	p := begin(t, "target")
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait() // killed
	if _, err := stop.Hold(p.Process.Pid, time.Second); err == nil {
		t.Error("held")
	}
}
