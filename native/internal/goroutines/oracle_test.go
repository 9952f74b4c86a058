//go:build linux && (amd64 || arm64)

package goroutines_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
	"parkscope/native/internal/wire"
)

// build makes the test program with a toolchain. A toolchain that is not here and cannot be fetched skips the test, but not in CI.
func build(t testing.TB, toolchain string, cgo bool, flags ...string) string {
	t.Helper()
	return buildOf(t, "../testprog/main.go", toolchain, cgo, flags...)
}

// buildOf makes any program of this folder.
func buildOf(t testing.TB, path, toolchain string, cgo bool, flags ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "testprog")
	source, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if cgo {
		if _, err := exec.LookPath("gcc"); err != nil {
			skip(t, "no gcc for cgo")
		}
		source = filepath.Dir(source) + "/main.go"
	}
	arguments := append([]string{"build", "-buildvcs=false", "-o", binary}, flags...)
	command := exec.Command("go", append(arguments, source)...)
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if cgo {
		command.Env = append(command.Env, "CGO_ENABLED=1")
	}
	if out, err := command.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "download") || strings.Contains(string(out), "toolchain not available") {
			skip(t, string(out))
		}
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// program is a running test program.
type program struct {
	*exec.Cmd
	input  io.Writer
	output *bufio.Reader
}

func run(t testing.TB, binary string, arguments ...string) *program {
	t.Helper()
	p := &program{Cmd: exec.Command(binary, arguments...)}
	input, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.input, p.output = input, bufio.NewReader(output)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	if line, err := p.output.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%q %v", line, err)
	}
	time.Sleep(50 * time.Millisecond) // it goes on to wait for input
	return p
}

// dump asks the program for its own goroutines.
func (p *program) dump(t *testing.T) map[uint64]printed {
	t.Helper()
	if _, err := io.WriteString(p.input, "\n"); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for {
		line, err := p.output.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line == "end of dump\n" {
			return parseDump(t, text.String())
		}
		text.WriteString(line)
	}
}

// printed is a goroutine as Go prints it.
type printed struct {
	head    string
	frames  []string
	creator string
}

var (
	headLine  = regexp.MustCompile(`^goroutine (\d+) \[(.*)\](?: \{.*\})?:$`)
	minutes   = regexp.MustCompile(`, \d+ minutes`)
	arguments = regexp.MustCompile(`\([^()]*\)$`)
)

func parseDump(t *testing.T, text string) map[uint64]printed {
	t.Helper()
	all := map[uint64]printed{}
	for _, block := range strings.Split(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		head := headLine.FindStringSubmatch(lines[0])
		if head == nil {
			t.Fatalf("no head: %q", lines[0])
		}
		id, err := strconv.ParseUint(head[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		p := printed{head: minutes.ReplaceAllString(head[2], "")}
		for i := 1; i+1 < len(lines); i += 2 {
			place := strings.TrimSpace(lines[i+1])
			if creator, is := strings.CutPrefix(lines[i], "created by "); is {
				p.creator = creator + " " + place
			} else if strings.HasPrefix(lines[i], "...") {
				p.frames = append(p.frames, "elided")
				i--
			} else {
				p.frames = append(p.frames, arguments.ReplaceAllString(lines[i], "")+" "+place)
			}
		}
		all[id] = p
	}
	return all
}

// asPrinted renders what was read as Go would.
func asPrinted(s *goroutines.Snapshot) map[uint64]printed {
	all := map[uint64]printed{}
	for _, g := range s.Goroutines {
		if g.System {
			continue
		}
		p := printed{head: g.State}
		if g.LockedToThread {
			p.head += ", locked to thread"
		}
		if g.Creator >= 0 {
			f := s.Frames[g.Creator]
			if !hidden(f.Function) {
				p.creator = f.Function
				if g.Parent != 0 {
					p.creator += fmt.Sprintf(" in goroutine %d", g.Parent)
				}
				p.creator += place(f)
			}
		}
		if g.Stack >= 0 {
			for _, index := range s.Stacks[g.Stack].Frames {
				f := s.Frames[index]
				name := f.Function
				if name == "runtime.gopanic" {
					name = "panic"
				}
				if !hidden(name) {
					p.frames = append(p.frames, name+place(f))
				}
			}
		}
		all[g.ID] = p
	}
	return all
}

func place(f goroutines.Frame) string {
	text := fmt.Sprintf(" %s:%d", f.File, f.Line)
	if f.Offset != 0 {
		text += fmt.Sprintf(" +0x%x", f.Offset)
	}
	return text
}

func hidden(name string) bool {
	rest, is := strings.CutPrefix(name, "runtime.")
	if !is {
		return !strings.Contains(name, ".") && name != "panic"
	}
	exported := regexp.MustCompile(`^(\(\*[A-Z]\w*\)\.)?[A-Z]`)
	return !exported.MatchString(rest)
}

func snapshot(t *testing.T, pid int) (*goroutines.Snapshot, *goroutines.Program) {
	t.Helper()
	process, err := target.Open(pid)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := process.Close(); err != nil {
			t.Error(err)
		}
	}()
	attached, err := goroutines.Attach(process)
	if err != nil {
		t.Fatal(err)
	}
	s, err := attached.Snapshot(context.Background(), process.Nanotime)
	if err != nil {
		t.Fatal(err)
	}
	return s, attached
}

// attachOwn attaches by the debug information.
func attachOwn(t *testing.T, pid int) *goroutines.Program {
	t.Helper()
	process, err := target.Open(pid)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = process.Close() }()
	own, err := goroutines.AttachOwn(process)
	if err != nil {
		t.Fatal(err)
	}
	return own
}

// compare wants every goroutine of the program's own dump, equal in state, frames with lines and offsets, and creator.
func compare(t *testing.T, old bool, got, want map[uint64]printed) {
	t.Helper()
	for id, w := range want {
		g, found := got[id]
		if !found {
			t.Errorf("goroutine %d [%s] is missing", id, w.head)
			continue
		}
		if id == 1 { // it wrote the dump
			if g.head != "syscall" && g.head != "IO wait" && g.head != "running" {
				t.Errorf("goroutine 1 is [%s]", g.head)
			}
			continue
		}
		if g.head != w.head {
			t.Errorf("goroutine %d is [%s], not [%s]", id, g.head, w.head)
		}
		if g.creator != w.creator {
			t.Errorf("goroutine %d was created by %q, not %q", id, g.creator, w.creator)
		}
		compareFrames(t, old, id, g.frames, w.frames)
	}
	for id, g := range got {
		if _, found := want[id]; !found {
			t.Errorf("goroutine %d [%s] is not in its own dump: %v", id, g.head, g.frames)
		}
	}
}

// Go prints 100 frames of a stack: 50 at each end, before Go 1.21 the innermost.
func compareFrames(t *testing.T, old bool, id uint64, got, want []string) {
	t.Helper()
	if at := slices.Index(want, "elided"); at >= 0 && len(got) > len(want) && at >= 40 {
		rest := len(want) - at - 1
		got = slices.Concat(got[:at], []string{"elided"}, got[len(got)-rest:])
	}
	// Before Go 1.21 it may also stop without a word.
	if old && len(want) >= 90 && len(got) > len(want) {
		got = got[:len(want)]
	}
	if !slices.Equal(got, want) {
		t.Errorf("goroutine %d:\n%s\nits own dump:\n%s", id, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOracle(t *testing.T) {
	for _, toolchain := range []string{
		"go1.18.10", "go1.19.13", "go1.20.14", "go1.21.13", "go1.22.12", "go1.23.12", "go1.24.13", "go1.25.12", "go1.26.0", "go1.27.4",
	} {
		for name, kind := range map[string]struct {
			cgo bool
			// always: for each version; the others for the newest, which need the most builds of the standard library.
			always bool
			flags  []string
		}{
			"plain":        {always: true},
			"stripped":     {flags: []string{"-ldflags=-s -w"}},
			"pie":          {flags: []string{"-buildmode=pie"}},
			"pie-stripped": {always: true, flags: []string{"-buildmode=pie", "-ldflags=-s -w"}},
			"unoptimised":  {flags: []string{"-gcflags=all=-N -l"}},
			"cgo":          {cgo: true, flags: []string{"-ldflags=-linkmode=external"}},
		} {
			if !kind.always && toolchain != "go1.27.4" && os.Getenv("PARKSCOPE_ALL_BUILDS") == "" {
				continue
			}
			t.Run(toolchain+"/"+name, func(t *testing.T) {
				p := run(t, build(t, toolchain, kind.cgo, kind.flags...))
				s, attached := snapshot(t, p.Process.Pid)
				if attached.OwnLayout {
					t.Error("the table of a release did not do")
				}
				own := attachOwn(t, p.Process.Pid)
				if stripped := strings.HasSuffix(name, "stripped"); own.OwnLayout == stripped {
					t.Errorf("layout from its own debug information: %v", own.OwnLayout)
				}
				if field := own.Found().Layout.Differs(attached.Found().Layout); field != "" {
					t.Errorf("%s is elsewhere", field)
				}
				// A note would say that the table differs from the debug information.
				if len(s.Notes) > 0 {
					t.Errorf("%q", s.Notes)
				}
				compare(t, toolchain < "go1.21", asPrinted(s), p.dump(t))
				if s.Counts.Moved+s.Counts.Torn+s.Counts.Disagree+s.Counts.LabelsUnread+s.Counts.WaitsLost != 0 {
					t.Errorf("%+v", s.Counts)
				}
				checkLabels(t, s)
				checkWaits(t, s)
			})
		}
	}
}

func checkLabels(t *testing.T, s *goroutines.Snapshot) {
	t.Helper()
	for _, g := range s.Goroutines {
		if g.Labels >= 0 {
			set := map[string]string{}
			for _, l := range s.Labels[g.Labels] {
				set[l.Key] = l.Value
			}
			if len(set) == 2 && set["route"] == "/api" && set["user"] == "ü 7" {
				return
			}
			t.Errorf("labels %v", set)
		}
	}
	t.Error("no goroutine has labels")
}

func checkWaits(t *testing.T, s *goroutines.Snapshot) {
	t.Helper()
	have := map[string]int{}
	for _, w := range s.Waits {
		o := s.Objects[w.Object]
		if o.Kind == goroutines.ObjectChannel {
			have[fmt.Sprintf("%d %v/%v×%d %v", w.Direction, o.Value, o.Capacity, o.ElemSize, w.Select)]++
		}
	}
	for _, want := range []string{
		fmt.Sprintf("%d 2/2×24 false", goroutines.WaitSend),    // sender
		fmt.Sprintf("%d 0/0×0 false", goroutines.WaitSend),     // inlined
		fmt.Sprintf("%d 0/0×16 false", goroutines.WaitReceive), // generic
		fmt.Sprintf("%d 0/7×8 true", goroutines.WaitReceive),   // a case of the select
		fmt.Sprintf("%d 0/0×16 true", goroutines.WaitSend),     // another
	} {
		if have[want] != 1 {
			t.Errorf("%d waits %q in %v", have[want], want, have)
		}
	}
}

// A program that starts and ends goroutines, grows stacks and collects garbage all the time: what is accepted must be whole.
func TestWhileItChanges(t *testing.T) {
	binary := build(t, "local", false)
	p := run(t, binary, "-churn", "-spin", "-n", "2000")
	// What runs is read, not what has its name.
	if err := errors.Join(os.Remove(binary), os.WriteFile(binary, []byte("another program"), 0o600)); err != nil {
		t.Fatal(err)
	}
	running := 0
	for range 10 {
		s, _ := snapshot(t, p.Process.Pid)
		ids := map[uint64]bool{}
		for _, g := range s.Goroutines {
			if ids[g.ID] {
				t.Errorf("goroutine %d twice", g.ID)
			}
			ids[g.ID] = true
			if g.Stack < 0 {
				if g.Missing == goroutines.StackRunning {
					running++
				}
				continue
			}
			frames := s.Stacks[g.Stack].Frames
			if last := s.Frames[frames[len(frames)-1]].Function; last != "runtime.goexit" {
				t.Errorf("goroutine %d ends in %s", g.ID, last)
			}
			for _, index := range frames {
				if f := s.Frames[index]; f.Function == "?" || f.File == "?" {
					t.Errorf("goroutine %d has the frame %+v", g.ID, f)
				}
			}
		}
		if s.Counts.Goroutines < 2000 || s.Counts.Moved+s.Counts.Torn > 60 {
			t.Errorf("%+v", s.Counts)
		}
		t.Logf("%+v", s.Counts)
	}
	if running == 0 {
		t.Error("no goroutine was seen running")
	}
}

// A process that ends while it is read is gone, and nothing else happens.
func TestItEnds(t *testing.T) {
	p := run(t, build(t, "local", false))
	process, err := target.Open(p.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	attached, err := goroutines.Attach(process)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait() // killed
	_, err = attached.Snapshot(context.Background(), process.Nanotime)
	var failure *wire.Error
	if !errors.As(err, &failure) || failure.Code != wire.CodeGone || process.Alive() == nil {
		t.Errorf("%v", err)
	}
	if err := process.Close(); err != nil {
		t.Error(err)
	}
	if _, err := target.Open(p.Process.Pid); !errors.As(err, &failure) || failure.Code != wire.CodeGone {
		t.Errorf("%v", err)
	}
}

// BenchmarkSnapshot reads N goroutines of eight frames that wait.
func BenchmarkSnapshot(b *testing.B) {
	p := run(b, build(b, "local", false), "-n", "100000")
	process, err := target.Open(p.Process.Pid)
	if err != nil {
		b.Fatal(err)
	}
	attached, err := goroutines.Attach(process)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := attached.Snapshot(context.Background(), process.Nanotime)
		if err != nil || s.Counts.Goroutines < 100_000 {
			b.Fatal(err)
		}
	}
}
