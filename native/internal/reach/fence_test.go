//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"parkscope/native/internal/wire"
)

// TestFenceOfLiveGoroutines: a fence around what every goroutine waits for, made by one look that may be wrong, in a program that hands pointers
// over at full load and leaks nothing. Nobody is called leaked in the stop. PARKSCOPE_ROUNDS sets how often.
func TestFenceOfLiveGoroutines(t *testing.T) {
	for _, toolchain := range []string{"go1.27.4", "go1.24.13", "go1.22.12"} {
		t.Run(toolchain, func(t *testing.T) {
			r := start(t, healthyProgram(t, toolchain), "handoff")
			if r == nil {
				t.Fatal("it ended")
			}
			p := attach(t, r.Process.Pid)
			wrongFirst, stopped, refused := 0, 0, 0
			for range rounds(40) {
				first, leaked, err := p.AllPasses(context.Background(), holder(r.Process.Pid))
				if known := new(wire.Error); errors.As(err, &known) {
					refused++ // it moves too fast for the look
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				stopped++
				if len(first) > 0 {
					wrongFirst++
				}
				if len(leaked[0])+len(leaked[1])+len(leaked[2]) > 0 {
					t.Errorf("called leaked by a whole copy, by the fence with room, without: %v", leaked)
				}
			}
			t.Logf("%d stops, %d after a look that was wrong, %d refused", stopped, wrongFirst, refused)
			if stopped == 0 {
				t.Error("never stopped")
			}
		})
	}
}

// TestFenceFindsWhatAWholeCopyFinds: by goroutine, in the same stop, over the programs of the runtime's tests.
func TestFenceFindsWhatAWholeCopyFinds(t *testing.T) {
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
				_, leaked, err := attach(t, r.Process.Pid).AllPasses(context.Background(), holder(r.Process.Pid))
				if err != nil {
					t.Fatal(err)
				}
				found += len(leaked[1])
				if !slices.Equal(leaked[0], leaked[1]) || !slices.Equal(leaked[0], leaked[2]) {
					t.Errorf("%s, %s: %d by a whole copy, %d and %d by the fence", toolchain, name, len(leaked[0]), len(leaked[1]), len(leaked[2]))
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: nothing leaked", toolchain)
		}
		t.Logf("%s: %d goroutines", toolchain, found)
	}
}
