package perfprof

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/pclntab"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

func noLines(uint64) []pclntab.Line { return nil }

// source burns CPU in a known way: twice as much below heavy as below light, an inlined call, system calls, and threads that come
// and go.
const source = `package main

import (
	"os"
	"runtime"
	"time"
)

var sink uint64

func inlinedStep(x uint64) uint64 {
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	return x*6364136223846793005 + 1442695040888963407
}

//go:noinline
func spin(n int) {
	x := sink
	for i := 0; i < n; i++ {
		x = inlinedStep(x)
	}
	sink = x
}

//go:noinline
func heavy() { spin(2_000_000) }

//go:noinline
func light() { spin(1_000_000) }

//go:noinline
func fresh(done chan bool) {
	runtime.LockOSThread() // without Unlock: the thread ends with the goroutine
	spin(3_000_000)
	close(done)
}

//go:noinline
func calls() {
	file, err := os.Open("/dev/zero")
	if err != nil {
		panic(err)
	}
	buffer := make([]byte, 1<<20)
	for i := 0; i < 30; i++ {
		file.Read(buffer)
	}
	file.Close()
}

func main() {
	go func() {
		os.Stdin.Read(make([]byte, 1))
		os.Exit(0)
	}()
	time.Sleep(20 * time.Millisecond)
	os.Stdout.WriteString("running\n")
	for {
		heavy()
		light()
		calls()
		done := make(chan bool)
		go fresh(done)
		<-done
	}
}
`

// start builds and runs the program; it ends with the test.
func start(t *testing.T, toolchain string, flags ...string) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can be sampled")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(folder, "burns")
	build := exec.Command("go", append(append([]string{"build", "-o", binary}, flags...), "main.go")...)
	build.Dir = folder
	build.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		if toolchain == "local" && !slices.Contains(flags, "-ldflags=-linkmode=external") {
			t.Fatalf("%v: %s", err, out)
		}
		t.Skipf("cannot be built here: %v: %s", err, out) // no such toolchain, no C compiler
	}
	run := exec.Command(binary)
	stdin, err := run.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	if _, err := stdout.Read(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	return run.Process.Pid
}

func take(t *testing.T, pid int, ms, hz int) wire.CPUProfile {
	t.Helper()
	if err := kernel.TryPerf(pid); err != nil {
		// Where the project is checked it must work.
		if os.Getenv("CI") == "true" {
			t.Fatal("this system does not let us sample:", err)
		}
		t.Skip("this system does not let us sample:", err)
	}
	answer, err := Take(context.Background(), wire.Raw(fmt.Sprintf(`{"pid":%d,"durationMs":%d,"hz":%d}`, pid, ms, hz)))
	if err != nil {
		t.Fatal(err)
	}
	profile, is := answer.(wire.CPUProfile)
	if !is {
		t.Fatalf("%T", answer)
	}
	return profile
}

// goPprof is what Go's own tool prints of a profile.
func goPprof(t *testing.T, profile []byte, arguments ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "cpu.pb.gz")
	if err := os.WriteFile(file, profile, 0o600); err != nil {
		t.Fatal(err)
	}
	tool := exec.Command("go", append(append([]string{"tool", "pprof", "-symbolize=none"}, arguments...), file)...)
	tool.Env = append(os.Environ(), "GOTOOLCHAIN=local")
	out, err := tool.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// cumulative milliseconds of a function in `-top -cum -unit=ms`.
func cumulative(t *testing.T, top, function string) float64 {
	t.Helper()
	line := regexp.MustCompile(`(?m)^ *\S+ +\S+ +\S+ +([\d.]+)(?:ms)? +\S+ +` + regexp.QuoteMeta(function) + `(?: \(inline\))?$`)
	found := line.FindStringSubmatch(top)
	if found == nil {
		t.Fatalf("%s is not in\n%s", function, top)
	}
	value, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestRealPrograms(t *testing.T) {
	for _, c := range []struct {
		name, toolchain string
		flags           []string
	}{
		{"plain", "local", nil},
		{"stripped", "local", []string{"-ldflags=-s -w"}},
		{"position independent", "local", []string{"-buildmode=pie"}},
		{"position independent and stripped", "local", []string{"-buildmode=pie", "-ldflags=-s -w"}},
		{"linked by the C linker", "local", []string{"-ldflags=-linkmode=external"}},
		{"go1.27", "go1.27.4", []string{"-buildmode=pie"}},
		{"go1.22", "go1.22.12", nil},
		{"go1.20", "go1.20.14", []string{"-ldflags=-s -w"}},
		{"go1.18", "go1.18.10", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			pid := start(t, c.toolchain, c.flags...)
			profile := take(t, pid, 1000, 499)
			for tries := 0; profile.Samples < 150 && tries < 5; tries++ { // on a busy machine
				profile = take(t, pid, 3000, 499)
			}
			if profile.Samples < 50 || profile.Stacks < 3 || profile.Lost != 0 || profile.Damaged != 0 || profile.Ended {
				t.Fatalf("%d samples, %d stacks, %d lost, %d damaged: %v", profile.Samples, profile.Stacks, profile.Lost, profile.Damaged, profile.Notes)
			}
			top := goPprof(t, profile.Profile, "-top", "-cum", "-unit=ms")
			heavy, light, fresh := cumulative(t, top, "main.heavy"), cumulative(t, top, "main.light"), cumulative(t, top, "main.fresh")
			if heavy < light || heavy > 4*light || fresh < light {
				t.Errorf("heavy %v, light %v, fresh %v ms; 2, 1 and 3 were expected", heavy, light, fresh)
			}
			if cumulative(t, top, "main.inlinedStep") < light {
				t.Error("the inlined call is missing")
			}
			if profile.Kernel {
				cumulative(t, top, "main.calls")
			}
			if strings.Contains(top, "goexit") {
				t.Error("goexit is shown")
			}
			traces := goPprof(t, profile.Profile, "-traces", "-lines")
			whole := regexp.MustCompile(`main\.spin [^\n]*main\.go:\d+\n\s+main\.heavy [^\n]*main\.go:\d+\n\s+main\.main [^\n]*main\.go:\d+\n\s+runtime\.main `)
			if !whole.MatchString(traces) {
				t.Errorf("no whole stack in\n%.3000s", traces)
			}
		})
	}
}

func TestTheProcessEnds(t *testing.T) {
	pid := start(t, "local")
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	// On a busy machine a program gets little of the CPU time that samples are taken by.
	timer := time.AfterFunc(1500*time.Millisecond, func() { _ = process.Kill() })
	defer timer.Stop()
	profile := take(t, pid, 60_000, 199)
	if !profile.Ended || profile.DurationMs > 30_000 || profile.Samples == 0 || !strings.Contains(profile.Notes[0], "ended after") {
		t.Errorf("%+v", profile.Notes)
	}
}

func TestNotGo(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can be sampled")
	}
	command := exec.Command("sh", "-c", "while :; do :; done")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	profile := take(t, command.Process.Pid, 300, 99)
	if profile.Samples == 0 || !strings.Contains(strings.Join(profile.Notes, " "), "Functions have no names") {
		t.Errorf("%+v", profile)
	}
	goPprof(t, profile.Profile, "-raw")
}

func TestRefused(t *testing.T) {
	for _, params := range []string{
		`{}`, `[]`, `{"pid":1}`, `{"pid":-1,"durationMs":10}`, `{"pid":1,"durationMs":10,"hz":0}`, `{"pid":1,"durationMs":10,"hz":1001}`,
		`{"pid":1,"durationMs":99999999999999}`, `{"pid":1,"durationMs":9223372036854775807}`,
	} {
		if answer, err := Take(context.Background(), wire.Raw(params)); err == nil {
			t.Errorf("%s: %+v", params, answer)
		}
	}
	if runtime.GOOS != "linux" {
		return
	}
	// No pid is as large as that.
	_, err := Take(context.Background(), wire.Raw(`{"pid":2000000000,"durationMs":10}`))
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeGone {
		t.Errorf("%v", err)
	}
}

func TestDamagedExecutables(t *testing.T) {
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Skip("no /proc here:", err)
	}
	none := func() (memory.Reader, func() error, error) { return nil, nil, os.ErrPermission }
	for _, cut := range []int{0, 1, 64, 1000, 100_000, len(self) / 2} {
		if p, _, err := loadProgram(strings.NewReader(string(self[:cut])), asLinked, none); err == nil {
			t.Errorf("cut at %d: %+v", cut, p.version)
		}
	}
	// Where the memory may not be read, the file is enough.
	file := strings.NewReader(string(self))
	p, _, err := loadProgram(file, asLinked, none)
	if err != nil || len(p.lines(p.text+0x2000)) == 0 {
		t.Errorf("%v", err)
	}
}

// asLinked: test programs are not position-independent.
func asLinked(*elf.File) (uint64, error) { return 0, nil }

// Both ways to know where a program runs agree.
func TestWhereItRuns(t *testing.T) {
	for _, mode := range []string{"exe", "pie"} {
		pid := start(t, "local", "-buildmode="+mode)
		folder := fmt.Sprintf("/proc/%d/", pid)
		file, err := elf.Open(folder + "exe")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		auxv, err := os.ReadFile(folder + "auxv")
		maps, mapsErr := os.ReadFile(folder + "maps")
		path, pathErr := os.Readlink(folder + "exe")
		if err != nil || mapsErr != nil || pathErr != nil {
			t.Fatal(err, mapsErr, pathErr)
		}
		entry, found := entryOf(auxv)
		bias, mapped := biasOf(file, parseCode(maps), path)
		if !found || !mapped || entry-file.Entry != bias || (bias != 0) != (mode == "pie") {
			t.Errorf("%s: %#x, %#x", mode, entry-file.Entry, bias)
		}
	}
}
