//go:build linux && (amd64 || arm64)

package goroutines_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
)

// state is what the moments of a series add up to.
type state struct {
	goroutines map[uint64]goroutines.Goroutine
	waits      map[uint64][]string
	objects    map[uint32]goroutines.Object
	last       *goroutines.Moment
}

func newState() *state {
	return &state{goroutines: map[uint64]goroutines.Goroutine{}, waits: map[uint64][]string{}, objects: map[uint32]goroutines.Object{}}
}

func (s *state) add(t *testing.T, m *goroutines.Moment) {
	t.Helper()
	s.last = m
	for _, id := range m.Gone {
		if _, there := s.goroutines[id]; !there {
			t.Errorf("goroutine %d is gone and was not there", id)
		}
		delete(s.goroutines, id)
		delete(s.waits, id)
	}
	for i, o := range m.Objects {
		s.objects[m.Numbers[i]] = o
	}
	for _, g := range m.Goroutines {
		s.goroutines[g.ID] = g
		delete(s.waits, g.ID)
	}
	for _, w := range m.Waits {
		id := m.Goroutines[w.Goroutine].ID
		o := s.objects[uint32(w.Object)]
		s.waits[id] = append(s.waits[id], waitText(w, o))
	}
	if len(s.goroutines) != m.Counts.Goroutines {
		t.Errorf("%d goroutines, the moment counts %d", len(s.goroutines), m.Counts.Goroutines)
	}
}

func waitText(w goroutines.Wait, o goroutines.Object) string {
	return fmt.Sprintf("%d %v %#x %d", w.Direction, w.Select, o.Addr, o.Kind)
}

// text is a goroutine with everything that refers to it, without numbers of dictionaries.
func text(s *goroutines.Snapshot, g goroutines.Goroutine, waits []string) string {
	text := fmt.Sprintf("%d %d %s %v %v %v %d %s", g.ID, g.Parent, g.State, g.Leaked, g.LockedToThread, g.System, g.Missing, g.Start)
	if g.Creator >= 0 {
		text += fmt.Sprintf(" by %v", s.Frames[g.Creator])
	}
	if g.Stack >= 0 {
		stack := s.Stacks[g.Stack]
		for _, frame := range stack.Frames {
			text += fmt.Sprintf("\n\t%v", s.Frames[frame])
		}
		text += fmt.Sprintf("\n\t%d %d", stack.Before, stack.Elided)
	}
	if g.Labels >= 0 {
		text += fmt.Sprintf(" %v", s.Labels[g.Labels])
	}
	slices.Sort(waits)
	return text + fmt.Sprint(waits)
}

func signal(t *testing.T, pid int, name string) {
	t.Helper()
	if out, err := exec.Command("kill", "-"+name, strconv.Itoa(pid)).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// A program that starts, ends, grows and moves goroutines all the time is held still now and then: then what the moments add up to is
// what a snapshot of all says. Stops are counted in one byte: what ran and stopped 256 times in between, at one place, is known by its
// stack alone, which is looked at in one of guardEvery moments.
func TestSeriesAddsUp(t *testing.T) {
	for _, toolchain := range []string{"local", "go1.22.12"} {
		t.Run(toolchain, func(t *testing.T) {
			p := run(t, build(t, toolchain, false), "-churn", "-n", "3000")
			process, err := target.Open(p.Process.Pid)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = process.Close() }()
			program, err := goroutines.Attach(process)
			if err != nil {
				t.Fatal(err)
			}
			series, state := program.Series(), newState()
			next := func() *goroutines.Moment {
				m, err := series.Next(context.Background(), process.Nanotime)
				if err != nil {
					t.Fatal(err)
				}
				state.add(t, m)
				return m
			}
			kept, late := 0, 0
			for round := range 12 {
				for range round % 3 {
					next()
				}
				signal(t, p.Process.Pid, "STOP")
				untilStill(t, p.Process.Pid)
				m := next()
				kept += m.Kept
				whole, err := program.Snapshot(context.Background(), process.Nanotime)
				if err != nil {
					t.Fatal(err)
				}
				late += len(differences(state, whole))
				for range goroutines.GuardEvery {
					next()
				}
				if differ := differences(state, whole); len(differ) > 0 {
					t.Errorf("%d differ: %s", len(differ), strings.Join(differ[:min(len(differ), 3)], "\n"))
				}
				signal(t, p.Process.Pid, "CONT")
				time.Sleep(time.Duration(round) * time.Millisecond)
			}
			if kept < 12*2000 {
				t.Errorf("%d stacks were kept", kept)
			}
			if late > 2 {
				t.Errorf("%d goroutines of %d moments were told late", late, 12)
			}
		})
	}
}

// untilStill waits until all threads of a stopped process are.
func untilStill(t *testing.T, pid int) {
	t.Helper()
	for range 1000 {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(threads, func(thread string) bool {
			line, err := os.ReadFile(thread)
			return err == nil && !bytes.Contains(line, []byte(") T "))
		}) {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("it goes on")
}

// differences are of what the moments add up to from a snapshot of all.
func differences(state *state, whole *goroutines.Snapshot) []string {
	waits := map[uint64][]string{}
	for _, w := range whole.Waits {
		id := whole.Goroutines[w.Goroutine].ID
		waits[id] = append(waits[id], waitText(w, whole.Objects[w.Object]))
	}
	var differ []string
	if len(whole.Goroutines) != len(state.goroutines) {
		differ = append(differ, fmt.Sprintf("%d goroutines, %d add up", len(whole.Goroutines), len(state.goroutines)))
	}
	for _, g := range whole.Goroutines {
		mine, there := state.goroutines[g.ID]
		if !there {
			differ = append(differ, fmt.Sprintf("goroutine %d is missing", g.ID))
			continue
		}
		got, want := text(state.last.Snapshot, mine, state.waits[g.ID]), text(whole, g, waits[g.ID])
		if got != want {
			differ = append(differ, fmt.Sprintf("got %s\nwant %s", got, want))
		}
	}
	return differ
}

// What waits is told once, and when its wait began stays.
func TestSeriesTellsOnce(t *testing.T) {
	p := run(t, build(t, "local", false), "-n", "2000")
	process, err := target.Open(p.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = process.Close() }()
	program, err := goroutines.Attach(process)
	if err != nil {
		t.Fatal(err)
	}
	series, state := program.Series(), newState()
	var told []int
	for range 20 {
		m, err := series.Next(context.Background(), process.Nanotime)
		if err != nil {
			t.Fatal(err)
		}
		state.add(t, m)
		told = append(told, len(m.Goroutines))
	}
	if told[0] < 2000 || slices.Max(told[1:]) > 20 {
		t.Errorf("told: %v", told)
	}
	waiting := slices.SortedFunc(func(yield func(goroutines.Goroutine) bool) {
		for _, g := range state.goroutines {
			if g.State == "chan receive" && !yield(g) {
				return
			}
		}
	}, func(a, b goroutines.Goroutine) int { return cmp.Compare(a.SinceMs, b.SinceMs) })
	if age := time.Since(time.UnixMilli(int64(waiting[0].SinceMs))); age < 0 || age > time.Minute {
		t.Errorf("a wait began %v ago", age)
	}
	dump := p.dump(t)
	if len(dump) < 2000 {
		t.Errorf("%d goroutines in its dump", len(dump))
	}
	m, err := series.Next(context.Background(), process.Nanotime)
	if err != nil {
		t.Fatal(err)
	}
	state.add(t, m)
	if len(m.Goroutines) == 0 {
		t.Error("goroutine 1 wrote the dump and nothing is told of it")
	}
}
