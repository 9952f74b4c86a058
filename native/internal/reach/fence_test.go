//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"slices"
	"testing"

	"parkscope/native/internal/reach"
)

// TestFenceOfLiveGoroutines: a fence around what every goroutine waits for, made by one look that may be wrong, in a program that hands pointers
// over at full load and leaks nothing. Nobody is called leaked in the stop. PARKSCOPE_ROUNDS sets how often.
func TestFenceOfLiveGoroutines(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	for _, toolchain := range []string{"go1.27.4", "go1.24.13", "go1.22.12"} {
		t.Run(toolchain, func(t *testing.T) {
			r := start(t, healthyProgram(t, toolchain), "handoff")
			if r == nil {
				t.Fatal("it ended")
			}
			p := attach(t, r.Process.Pid)
			wrongFirst, stopped := 0, 0
			for range rounds(40) {
				first, whole, fenced, err := both(t, p, r)
				if err != nil {
					continue // it moves too fast for the look
				}
				stopped++
				if len(first) > 0 {
					wrongFirst++
				}
				if len(whole) > 0 || len(fenced) > 0 {
					t.Errorf("called leaked: %v by a whole copy, %v by the fence", whole, fenced)
				}
			}
			t.Logf("%d stops, %d after a look that was wrong", stopped, wrongFirst)
			if stopped == 0 {
				t.Error("never stopped")
			}
		})
	}
}

func both(t *testing.T, p *reach.Program, r *running) (first, whole, fenced []uint64, err error) {
	t.Helper()
	return p.BothPasses(context.Background(), holder(r.Process.Pid))
}

// TestFenceFindsWhatAWholeCopyFinds: by goroutine, in the same stop, over the programs of the runtime's tests.
func TestFenceFindsWhatAWholeCopyFinds(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	dir := t.TempDir()
	names := kernels(t, dir)
	for _, toolchain := range []string{newest, "go1.24.13"} {
		found := 0
		for _, folder := range []string{"goker", "patterns"} {
			binary := dir + "/" + folder + toolchain
			if _, err := goCommand(dir, toolchain, "build", "-o", binary, "./"+folder); err != nil {
				t.Fatal(err)
			}
			for _, name := range names[folder] {
				if !slices.Contains(few, name) {
					continue
				}
				r := start(t, binary, name)
				if r == nil {
					continue // it ended before it was ready
				}
				_, whole, fenced, err := both(t, attach(t, r.Process.Pid), r)
				if err != nil {
					t.Fatal(err)
				}
				found += len(fenced)
				if !slices.Equal(whole, fenced) {
					t.Errorf("%s, %s: %d by a whole copy, %d by the fence", toolchain, name, len(whole), len(fenced))
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: nothing leaked", toolchain)
		}
		t.Logf("%s: %d goroutines", toolchain, found)
	}
}
