//go:build linux && (amd64 || arm64)

package reach_test

import "testing"

// TestWhatLiesBehindAStack: the end of a goroutine's stack, which its structure has as a number, may be the address of an object. It holds nothing:
// all that are forgotten are found, every time.
func TestWhatLiesBehindAStack(t *testing.T) {
	for _, toolchain := range []string{newest, "go1.24.13"} {
		binary := healthyProgram(t, toolchain)
		for run := range 12 {
			r := start(t, binary, "answers")
			if r == nil {
				t.Fatal("it ended")
			}
			p := attach(t, r.Process.Pid)
			looked, _ := look(t, p)
			proven := ids(prove(t, p, r.Process.Pid))
			if len(looked) != 60 || len(proven) != 60 {
				t.Errorf("%s, run %d: %d of 60 found, %d proven", toolchain, run, len(looked), len(proven))
			}
			if err := r.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
