//go:build linux && (amd64 || arm64)

package reach_test

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
	"sync"
	"testing"
	"time"

	"parkscope/native/internal/reach"
	"parkscope/native/internal/target"
)

// recorder takes the place of the leak profile in the runtime's own test programs: it lets a kernel leak some rounds, says that it is ready,
// and prints all goroutines when asked, after the runtime's detector, where there is one, marked those that it calls leaked.
const recorder = `package main

import (
	"bufio"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"
)

var rounds, looped = 0, false

func instances(n int) int {
	looped = true
	return min(n, 100)
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func repeated(kernel func()) {
	for {
		kernel()
	}
}

type recorder struct{}

func (recorder) WriteTo(w io.Writer, _ int) error {
	if rounds++; w == io.Discard || !looped && rounds < 20 {
		return nil
	}
	time.Sleep(700 * time.Millisecond)
	// Without fmt, whose buffer would share 16 bytes with the mutex that the kernel made last.
	os.Stdout.WriteString("ready\n")
	// Reading parks, as most goroutines of servers are: the stack of one in a system call is taken whole, stale words and all.
	if err := syscall.SetNonblock(0, true); err != nil {
		panic(err)
	}
	input := bufio.NewReader(os.NewFile(0, "input"))
	if _, err := input.ReadString('\n'); err != nil {
		os.Exit(3)
	}
	all := make([]byte, 64<<20)
	// Several times: some of what the detector finds keeps the rest reachable, and it misses some now and then.
	for i := 0; i < 3; i++ {
		if profile := pprof.Lookup("goroutineleak"); profile != nil {
			profile.WriteTo(io.Discard, 0)
			profile.WriteTo(io.Discard, 0)
		}
		os.Stdout.Write(all[:runtime.Stack(all, true)])
		os.Stdout.WriteString("\n\n")
		time.Sleep(50 * time.Millisecond)
	}
	os.Exit(0)
	return nil
}
`

// kernels copies the programs of the runtime's tests, changed to use the recorder, and answers their names by folder.
func kernels(t *testing.T, dir string) map[string][]string {
	t.Helper()
	out, err := goCommand(t.TempDir(), "go1.27.4", "env", "GOROOT")
	if err != nil {
		skip(t, err.Error())
	}
	source := filepath.Join(strings.TrimSpace(string(out)), "src/runtime/testdata/testgoroutineleakprofile")
	names := map[string][]string{}
	register := regexp.MustCompile(`(?m)^\tregister\("(\w+)"`)
	loop := regexp.MustCompile(`(?m)^(\tfor i := 0; i <=? ?)(\d{2,}); i\+\+ \{$`)
	write(t, filepath.Join(dir, "go.mod"), "module example.com/kernels\n\ngo 1.22\n")
	for folder, from := range map[string]string{"patterns": source, "goker": filepath.Join(source, "goker")} {
		write(t, filepath.Join(dir, folder, "recorder.go"), recorder)
		files, err := filepath.Glob(filepath.Join(from, "*.go"))
		if err != nil || len(files) == 0 {
			skip(t, "the toolchain came without the programs of its tests")
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(string(raw), `pprof.Lookup("goroutineleak")`, "recorder{}")
			text = strings.Replace(text, "\n\tf()\n", "\n\trepeated(f)\n", 1)
			text = loop.ReplaceAllString(text, "${1}instances($2); i++ {")
			if !strings.Contains(text, "pprof.") {
				text = strings.Replace(text, "\n\t\"runtime/pprof\"\n", "\n", 1)
			}
			write(t, filepath.Join(dir, folder, filepath.Base(file)), text)
			for _, match := range register.FindAllStringSubmatch(text, -1) {
				names[folder] = append(names[folder], match[1])
			}
		}
		slices.Sort(names[folder])
	}
	return names
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func goCommand(dir, toolchain string, arguments ...string) ([]byte, error) {
	command := exec.Command("go", arguments...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if toolchain == "go1.26.0" { // the detector is an experiment there
		command.Env = append(command.Env, "GOEXPERIMENT=goroutineleakprofile")
	}
	out, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("go %s: %s", strings.Join(arguments, " "), exit.Stderr)
	}
	return out, err
}

// skip says why, and fails where all that tests need must be there.
func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// running is a program that says when it is ready.
type running struct {
	*exec.Cmd
	input  io.WriteCloser
	output *bufio.Reader
}

// start answers nil for a program that ends before it is ready.
func start(t testing.TB, binary string, arguments ...string) *running {
	t.Helper()
	r := &running{Cmd: exec.Command(binary, arguments...)}
	var err error
	if r.input, err = r.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := r.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.output = bufio.NewReader(output)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = r.Process.Kill()
		_ = r.Wait()
	})
	patience := time.Minute
	if _, large := t.(*testing.B); large {
		patience = 10 * time.Minute // until gigabytes are there
	}
	timer := time.AfterFunc(patience, func() { _ = r.Process.Kill() })
	defer timer.Stop()
	for {
		line, err := r.output.ReadString('\n')
		if err != nil {
			return nil
		}
		if line == "ready\n" {
			time.Sleep(20 * time.Millisecond)
			return r
		}
	}
}

var header = regexp.MustCompile(`(?m)^goroutine (\d+)[^\[\n]*\[(.*)\]:\n(?:[^\n]*\n\t.*/(\w+\.go:\d+))?`)

// own is a goroutine as the program's dump has it.
type own struct {
	leaked bool
	// site is where it waits: the first frame outside the runtime and sync.
	site string
}

func (r *running) dump(t *testing.T) map[uint64]own {
	t.Helper()
	if _, err := io.WriteString(r.input, "\n"); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r.output)
	if err != nil {
		t.Fatal(err)
	}
	all := map[uint64]own{}
	place := regexp.MustCompile(`(?m)^\t.*/(goker|patterns)/(\w+\.go:\d+)`)
	for _, block := range strings.Split(string(text), "\n\n") {
		head := header.FindStringSubmatch(block)
		if head == nil {
			continue
		}
		id, err := strconv.ParseUint(head[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		one := own{leaked: strings.Contains(head[2], "(leaked)") || all[id].leaked}
		if site := place.FindStringSubmatch(block); site != nil {
			one.site = site[2]
		}
		all[id] = one
	}
	return all
}

// attach opens a process as the sampler does.
func attach(t testing.TB, pid int) *reach.Program {
	t.Helper()
	var open []target.Process
	for range 2 {
		process, err := target.Open(pid)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := process.Close(); err != nil {
				t.Error(err)
			}
		})
		open = append(open, process)
	}
	program, err := reach.Attach(open[0], open[1])
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func look(t testing.TB, p *reach.Program) (map[uint64]bool, *reach.Result) {
	t.Helper()
	result, err := p.Look(context.Background(), reach.Options{Between: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return ids(result), result
}

func ids(result *reach.Result) map[uint64]bool {
	found := map[uint64]bool{}
	for _, g := range result.Groups {
		for _, id := range g.Goroutines {
			found[id] = true
		}
	}
	return found
}

// few kernels are run where no more is asked for: each kind of wait, and those that were once wrong.
var few = []string{
	"Select", "WaitGroup", "MutexHeap", "RWMutexLock", "Cond", "NilRecv", "NoLeakGlobal", "DoubleSend", "Cockroach1055", "Moby28462",
}

// score sums up over kernels.
type score struct {
	sync.Mutex
	// found of leaked; wrong ones are called leaked and are not.
	leaked, found, wrong          int
	programs, seen, whole, silent int
	// late ones fell asleep after the look.
	late int
}

func (s *score) add(t *testing.T, name string, leaked, found, wrong int) {
	s.Lock()
	defer s.Unlock()
	s.leaked, s.found, s.wrong = s.leaked+leaked, s.found+found, s.wrong+wrong
	if leaked == 0 {
		s.silent++
		return
	}
	s.programs++
	if found > 0 {
		s.seen++
	}
	if found == leaked {
		s.whole++
	} else {
		t.Logf("%s: %d of %d", name, found, leaked)
	}
}

func (s *score) String() string {
	return fmt.Sprintf("%d of %d goroutines, %d others; %d programs that leak, %d seen, %d whole; %d without a leak; %d goroutines leaked later",
		s.found, s.leaked, s.wrong, s.programs, s.seen, s.whole, s.silent, s.late)
}

// TestOracle compares, by goroutine, with what the runtime's own detector says in the same process (Go 1.27, and 1.26 with the experiment),
// and where there is none, by the places that it named in 1.27. PARKSCOPE_ORACLE=all runs every kernel.
func TestOracle(t *testing.T) {
	dir := t.TempDir()
	var oracles []*oracle
	for folder, names := range kernels(t, dir) {
		for _, name := range names {
			if os.Getenv("PARKSCOPE_ORACLE") == "all" || slices.Contains(few, name) {
				binary := func(toolchain string) string { return filepath.Join(dir, folder+toolchain) }
				oracles = append(oracles, &oracle{name: name, folder: folder, binary: binary, sites: map[string]bool{}})
			}
		}
	}
	for _, toolchain := range []string{newest, "go1.26.0", "go1.24.13", "go1.22.12"} {
		total := &score{}
		t.Run(toolchain, func(t *testing.T) {
			for _, folder := range []string{"goker", "patterns"} {
				if _, err := goCommand(dir, toolchain, "build", "-o", filepath.Join(dir, folder+toolchain), "./"+folder); err != nil {
					t.Fatal(err)
				}
			}
			for _, o := range oracles {
				o.run(t, total, toolchain)
			}
		})
		t.Logf("%s: %s", toolchain, total)
		if total.wrong > 0 || float64(total.found) < 0.98*float64(total.leaked) {
			t.Errorf("%s: %s", toolchain, total)
		}
	}
}

// newest has the detector whose verdict is the truth for versions without one.
const newest = "go1.27.4"

// oracle is what is known of one kernel.
type oracle struct {
	name, folder string
	binary       func(toolchain string) string
	// sites where the detector ever found a leaked goroutine.
	sites map[string]bool
}

func (o *oracle) run(t *testing.T, total *score, toolchain string) {
	r := start(t, o.binary(toolchain), o.name)
	if r == nil {
		t.Logf("%s ended before it was ready", o.name)
		return
	}
	p := attach(t, r.Process.Pid)
	asleep, err := p.Asleep(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	verdict, result := look(t, p)
	detector := toolchain >= "go1.26"
	all := r.dump(t)
	if detector {
		o.learn(all)
	} else {
		// Which of its goroutines a bug leaves is chance: the detector is asked again before a place counts as wrong.
		for range 20 {
			if !o.strange(all, verdict) {
				break
			}
			if again := start(t, o.binary(newest), o.name); again != nil {
				o.learn(again.dump(t))
			}
		}
	}
	leaked, found, wrong := 0, 0, 0
	for id, g := range all {
		is := g.leaked
		if !detector {
			is = o.sites[g.site]
		}
		switch {
		case is && !verdict[id] && !asleep[id]:
			total.late++ // it still ran when it was looked at
		case is && verdict[id]:
			found++
			leaked++
		case is:
			leaked++
		case verdict[id]:
			wrong++
			t.Errorf("%s: goroutine %d at %s is called leaked and is not", o.name, id, g.site)
		}
	}
	for id := range verdict {
		if _, exists := all[id]; !exists {
			wrong++
			t.Errorf("%s: goroutine %d is called leaked and has ended", o.name, id)
		}
	}
	if found < leaked {
		t.Logf("%s: %+v", o.name, result.Scanned)
	}
	total.add(t, o.name, leaked, found, wrong)
}

func (o *oracle) learn(all map[uint64]own) {
	for _, g := range all {
		if g.leaked {
			o.sites[g.site] = true
		}
	}
}

// strange: the verdict names a goroutine at a place that is not known.
func (o *oracle) strange(all map[uint64]own, verdict map[uint64]bool) bool {
	for id := range verdict {
		if !o.sites[all[id].site] {
			return true
		}
	}
	return false
}
