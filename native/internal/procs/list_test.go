package procs

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parkscope/native/internal/target"
	"parkscope/native/internal/wire"
)

func needsProc(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no /proc here:", err)
	}
}

func listed(t *testing.T, l *Lister) wire.ProcessList {
	t.Helper()
	answer, err := l.List(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	list, is := answer.(wire.ProcessList)
	if !is {
		t.Fatalf("%T", answer)
	}
	return list
}

// child starts a command, whose input is kept open until the test ends.
func child(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command(name, args...)
	stdin, err := command.StdinPipe()
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
	return command
}

func find(list wire.ProcessList, pid int) *wire.Process {
	for i := range list.Processes {
		if list.Processes[i].PID == pid {
			return &list.Processes[i]
		}
	}
	return nil
}

func TestList(t *testing.T) {
	needsProc(t)
	busy := child(t, "sh", "-c", "while :; do :; done")
	idle := child(t, "cat")
	lister := NewLister()
	for range 2 { // the second compares with the first
		list := listed(t, lister)
		for i, process := range list.Processes {
			if i > 0 && list.Processes[i-1].PID >= process.PID {
				t.Errorf("%d is not in order", process.PID)
			}
		}
		if find(list, os.Getpid()) != nil {
			t.Error("the sampler is in its list")
		}
		for _, c := range []struct {
			pid  int
			busy bool
		}{{busy.Process.Pid, true}, {idle.Process.Pid, false}} {
			process := find(list, c.pid)
			if process == nil || process.CPUPercent == nil {
				t.Fatalf("%d: %+v", c.pid, process)
			}
			// How much of a processor the loop gets is up to the machine.
			if got := *process.CPUPercent; (got > 3) != c.busy || got > 110 {
				t.Errorf("%s: %v %%", process.Name, got)
			}
		}
		if list.TakenMs < time.Now().Add(-time.Minute).UnixMilli() {
			t.Errorf("taken %d", list.TakenMs)
		}
		time.Sleep(interval)
	}
}

func TestGoProgramsHaveFeatures(t *testing.T) {
	needsProc(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := child(t, self, "-test.run=^TestWaitsForInput$")
	list := listed(t, NewLister())
	process := find(list, program.Process.Pid)
	if process == nil || process.Go == nil {
		t.Fatalf("%+v", process)
	}
	want := []string{"memory", "perf", "ptrace", "ebpf", "launch"}
	for i, feature := range process.Features {
		if feature.Name != want[i] || feature.Available != (feature.Why == "") || feature.Available != (feature.Detail == "") {
			t.Errorf("%+v", feature)
		}
	}
	if len(process.Features) != len(want) {
		t.Errorf("%+v", process.Features)
	}
	// It waits in the goroutine of the test, beside the first. What is not found out soon is there in a later list.
	lister := NewLister()
	for range 20 {
		if process = find(listed(t, lister), program.Process.Pid); process == nil || process.Goroutines != nil {
			break
		}
		time.Sleep(time.Second)
	}
	if process == nil {
		t.Fatal("it is gone")
	}
	if count := process.Goroutines; available(process.Features, "memory") && (count == nil || *count < 2 || *count > 4) {
		t.Errorf("goroutines: %v", count)
	}
}

// What was found out of a process is not used for another that got its pid, and what is being found out is not asked for twice.
func TestCountsAreOfOneProcess(t *testing.T) {
	var c counter
	process := wire.Process{PID: 7, StartMs: 1}
	if _, is := c.get(&process); is {
		t.Error("it is known")
	}
	if known, is := c.get(&process); !is || !known.looking {
		t.Errorf("%+v", known)
	}
	process.StartMs = 2
	if _, is := c.get(&process); is {
		t.Error("another process with the pid is known")
	}
	// A process that cannot be looked into is not looked into.
	c = counter{}
	process.Go = &wire.GoBuild{}
	process.Features = []wire.Feature{{Name: "memory"}}
	if c.count(&process); process.Goroutines != nil || len(c.known) != 0 {
		t.Errorf("%+v", c.known)
	}
	// Nor is one counted that has ended: a pid that no process can have.
	process.PID, process.Features[0].Available = 1<<30, true
	if c.count(&process); process.Goroutines != nil || len(c.known) != 0 {
		t.Errorf("%+v", c.known)
	}
}

// TestWaitsForInput is the program that TestGoProgramsHaveFeatures looks at.
func TestWaitsForInput(t *testing.T) {
	if stat, err := os.Stdin.Stat(); err != nil || stat.Mode()&os.ModeNamedPipe == 0 {
		t.Skip("only as a child")
	}
	_, _ = os.Stdin.Read(make([]byte, 1))
}

func TestZombiesAndKernelThreads(t *testing.T) {
	needsProc(t)
	command := exec.Command("true")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	pid := command.Process.Pid
	for range 500 {
		if text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline"); err == nil && len(text) == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	list := listed(t, NewLister())
	if zombie := find(list, pid); zombie == nil || zombie.State != "Z" || zombie.Go != nil || zombie.GoUnknown != nil {
		t.Errorf("%+v", zombie)
	}
	if thread := find(list, 2); thread != nil && thread.Name == "kthreadd" && (thread.Command != "" || thread.GoUnknown != nil) {
		t.Errorf("%+v", thread)
	}
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
}

// fakes are processes 1 to n, of which some never answer until released.
func fakes(hang func(pid int) bool) (l *Lister, looks *atomic.Int32, release func()) {
	looks = new(atomic.Int32)
	gate := make(chan struct{})
	var once sync.Once
	l = &Lister{patient: 20 * time.Millisecond, cpu: func(int) (int64, error) { return 0, os.ErrNotExist }}
	l.glance = func(pid int, _ target.Machine) (wire.Process, bool) { return wire.Process{PID: pid, StartMs: 7}, true }
	l.look = func(pid int, _ target.Machine) (wire.Process, bool) {
		looks.Add(1)
		if hang(pid) {
			<-gate
		}
		return wire.Process{PID: pid, StartMs: 7, Command: "seen"}, pid != 3
	}
	return l, looks, func() { once.Do(func() { close(gate) }) }
}

func TestOneThatHangsDoesNotHangTheList(t *testing.T) {
	pids := make([]int, 40)
	for i := range pids {
		pids[i] = i + 1
	}
	l, looks, release := fakes(func(pid int) bool { return pid%4 == 0 })
	defer release()
	check := func(wantLooks int32, hanging int) {
		t.Helper()
		looks.Store(0)
		list, err := l.lookAll(context.Background(), pids, target.Machine{})
		if err != nil || len(list) != 39 || looks.Load() != wantLooks {
			t.Fatalf("%d processes, %d looks, %v", len(list), looks.Load(), err)
		}
		silent := 0
		for _, process := range list {
			if (process.GoUnknown == nil) != (process.Command == "seen") {
				t.Errorf("%+v", process)
			}
			if process.GoUnknown != nil {
				silent++
			}
		}
		if silent != hanging {
			t.Errorf("%d say nothing, %d hang", silent, hanging)
		}
	}
	check(40, 10)
	check(30, 10) // those that hang are not asked again
	release()
	for range 1000 {
		l.stuck.lock.Lock()
		left := len(l.stuck.pids)
		l.stuck.lock.Unlock()
		if left == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	check(40, 0)
}

func TestAnotherProcessUnderAStuckPidIsAsked(t *testing.T) {
	var s stuck
	s.add(4, 7)
	if !s.has(4, 7) || s.has(4, 8) || s.has(5, 7) {
		t.Errorf("%v", s.pids)
	}
}

func TestPercent(t *testing.T) {
	start := time.Unix(1000, 0)
	before := &reading{wallMs: 5000, clocks: map[int]cpuClock{1: {start, 100}, 2: {start, 500}, 3: {start, 0}}}
	after := &reading{clocks: map[int]cpuClock{1: {start.Add(time.Second), 100 + 1_234_000_000}, 2: {start.Add(time.Second), 400}, 4: {start, 1}}}
	for pid, want := range map[int]float64{1: 123.4, 2: -1, 3: -1, 4: -1} {
		got := percent(wire.Process{PID: pid, StartMs: 5000}, before, after)
		if (got == nil) != (want < 0) || got != nil && *got != want {
			t.Errorf("%d: %v, want %v", pid, got, want)
		}
	}
	if got := percent(wire.Process{PID: 1, StartMs: 5021}, before, after); got != nil {
		t.Errorf("a pid that was given again: %v", *got)
	}
}

func TestCancelled(t *testing.T) {
	needsProc(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewLister().List(ctx, nil); err == nil {
		t.Error("no error")
	}
}
