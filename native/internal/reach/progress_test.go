//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/reach"
)

// TestProgress: what a proof tells of itself, in its order, and never while the process stands still.
func TestProgress(t *testing.T) {
	r := start(t, healthyProgram(t, newest), "heap", "40", "200", "100")
	if r == nil {
		t.Fatal("it ended")
	}
	p := attach(t, r.Process.Pid)
	var phases []string
	tell := func(at reach.Progress) error {
		if at.Done > at.Total || at.Passes != reach.Passes || at.Phase != reach.PhaseStop && at.Total < 20<<20 {
			t.Errorf("%+v", at)
		}
		if phase := fmt.Sprintf("%d:%d", at.Pass, at.Phase); len(phases) == 0 || phases[len(phases)-1] != phase {
			phases = append(phases, phase)
		}
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.Process.Pid))
		if err != nil || !strings.Contains(string(text), "TracerPid:\t0\n") {
			t.Errorf("told while it stood still: %v", err)
		}
		return nil
	}
	options := reach.Options{MaxStop: 5 * time.Second, Progress: tell}
	result, err := p.Prove(context.Background(), options, holder(r.Process.Pid))
	if err != nil || result.Grade != reach.GradeProven {
		t.Fatal(result, err)
	}
	if got := strings.Join(phases, " "); result.Scanned.Retried == 0 && got != "1:0 1:1 2:0 2:1 3:0 3:1 4:2 5:2" {
		t.Errorf("passes and phases %s", got)
	}
	// Nobody listens any more.
	gone := errors.New("gone")
	options.Progress = func(at reach.Progress) error {
		if at.Phase == reach.PhaseMark {
			return gone
		}
		return nil
	}
	if _, err := p.Look(context.Background(), options); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
}
