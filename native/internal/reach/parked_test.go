//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"parkscope/native/internal/reach"
)

// TestStacksThatNeedNotBeRead: of goroutines that did not run since a collection found them waiting the stack is taken from before; of those that
// are woken all the time it never is.
func TestStacksThatNeedNotBeRead(t *testing.T) {
	for _, toolchain := range []string{newest, "go1.22.12"} {
		binary := healthyProgram(t, toolchain)
		quiet := start(t, binary, "heap", "1", "200", "100")
		busy := start(t, binary, "handoff")
		if quiet == nil || busy == nil {
			t.Fatal("it ended")
		}
		before, moved, err := attach(t, quiet.Process.Pid).Settled(context.Background(), holder(quiet.Process.Pid))
		if err != nil || before < 200 || moved > 0 {
			t.Errorf("%s: of 200 that wait %d stacks are taken from before, of %d the goroutine had run: %v", toolchain, before, moved, err)
		}
		taken := 0
		p := attach(t, busy.Process.Pid)
		for range rounds(20) {
			before, moved, err := p.Settled(context.Background(), holder(busy.Process.Pid))
			if err != nil {
				continue // it moves too fast
			}
			taken += before
			if moved > 0 {
				t.Errorf("%s: %d stacks are taken from before and are others now", toolchain, moved)
			}
		}
		t.Logf("%s: %d stacks of a busy program taken from before", toolchain, taken)
	}
}

// TestAddressesInOrder: lists that grow are sorted as new ones are.
func TestAddressesInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	sort := reach.Sorting()
	var raw []byte
	for round := range 200 {
		if round%20 == 19 {
			raw = nil // another list
		}
		for range random.IntN(30) {
			raw = binary.LittleEndian.AppendUint64(raw, random.Uint64N(1000))
		}
		var want []uint64
		for at := 0; at < len(raw); at += 8 {
			want = append(want, binary.LittleEndian.Uint64(raw[at:]))
		}
		slices.Sort(want)
		if got := sort(raw); !slices.Equal(got, want) {
			t.Fatalf("round %d: %v, want %v", round, got, want)
		}
	}
}
