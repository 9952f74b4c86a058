//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/reach"
)

// TestCost prints what a look and a stopped pass cost by size of the program: PARKSCOPE_COST=1, or a list of `MB/goroutines`. One run each; the
// machine's other load is in the figures.
func TestCost(t *testing.T) {
	sizes := os.Getenv("PARKSCOPE_COST")
	if sizes == "" {
		t.Skip("set PARKSCOPE_COST")
	}
	if sizes == "1" {
		sizes = "50/1000 50/100000 500/100000"
	}
	binary := healthyProgram(t, newest)
	for _, size := range strings.Fields(sizes) {
		megabytes, goroutines, _ := strings.Cut(size, "/")
		r := start(t, binary, "heap", megabytes, goroutines)
		if r == nil {
			t.Fatal("it ended")
		}
		debug.FreeOSMemory()
		before := resident(t)
		p := attach(t, r.Process.Pid)
		var looks, stops []string
		for range 3 {
			began, used := time.Now(), cpu(t)
			result, err := p.Look(context.Background(), reach.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s := result.Scanned
			looks = append(looks, fmt.Sprintf("%d ms (%d ms of a processor): read %d, mark %d",
				time.Since(began).Milliseconds(), cpu(t)-used, s.ReadNs/1e6, s.MarkNs/1e6))
			if len(result.Groups) > 0 {
				t.Errorf("called leaked: %d", len(result.Groups))
			}
			if len(looks) == 3 {
				t.Logf("%s: %+v", size, s)
			}
		}
		for range 4 {
			stop, err := p.StopTime(context.Background(), holder(r.Process.Pid))
			if err != nil {
				t.Fatal(err)
			}
			stops = append(stops, stop.Round(100*time.Microsecond).String())
		}
		runtime.GC()
		t.Logf("%s: one pass %s; stops %s; %d MB more resident", size, strings.Join(looks, " | "), strings.Join(stops, " "), (resident(t)-before)>>20)
		if err := r.Process.Kill(); err != nil {
			t.Fatal(err)
		}
	}
}

// cpu is the processor time of this process until now, in milliseconds.
func cpu(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		t.Fatal(err)
	}
	return (user + system) * 10 // ticks of 100 a second
}

// resident bytes of this process at most until now.
func resident(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "VmHWM:") {
			var kilobytes int64
			if _, err := fmt.Sscan(strings.TrimPrefix(line, "VmHWM:"), &kilobytes); err != nil {
				t.Fatal(err)
			}
			return kilobytes << 10
		}
	}
	t.Fatal("no VmHWM")
	return 0
}
