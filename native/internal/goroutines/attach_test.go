//go:build linux && (amd64 || arm64)

package goroutines_test

import (
	"runtime"
	"testing"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/layout"
	"parkscope/native/internal/target"
)

// A layout that is not the program's is not believed where it would lead elsewhere.
func TestLayoutsOfOtherVersionsDoNotFit(t *testing.T) {
	for _, minor := range []int{22, 26} {
		version := map[int]string{22: "go1.22.12", 26: "go1.26.8"}[minor]
		p := run(t, build(t, version, false))
		process, err := target.Open(p.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = process.Close() }()
		own, _ := layout.ForVersion(minor, runtime.GOARCH)
		for other := 18; other <= 27; other++ {
			theirs, _ := layout.ForVersion(other, runtime.GOARCH)
			moved := false
			for _, field := range []layout.Field{layout.GGoid, layout.GSchedSP, layout.GSchedPC, layout.GStatus, layout.GStartPC, layout.GGopc, layout.GWaitReason} {
				moved = moved || own.Of(field) != theirs.Of(field)
			}
			fits, err := goroutines.Fits(process, minor, other)
			if err != nil || fits && moved || !fits && other == minor {
				t.Errorf("Go 1.%d by the layout of 1.%d: %v, %v", minor, other, fits, err)
			}
		}
	}
}
