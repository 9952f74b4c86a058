//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/reach"
	"parkscope/native/internal/target"
)

// damaged is a process of whose memory one word in so many is another.
type damaged struct {
	target.Process
	random *rand.Rand
	rate   int
	on     bool
}

func (d *damaged) Read(ranges []memory.Range) error {
	err := d.Process.Read(ranges)
	if !d.on {
		return err
	}
	for i := range ranges {
		into := ranges[i].Into
		for n := len(into) / 8 / d.rate; n >= 0; n-- {
			if len(into) < 8 || (n == 0 && d.random.IntN(d.rate) > len(into)/8) {
				continue
			}
			at := d.random.IntN(len(into) - 7)
			switch d.random.IntN(4) {
			case 0:
				into[at] ^= 1 << d.random.IntN(8)
			case 1:
				binary.LittleEndian.PutUint64(into[at:], d.random.Uint64())
			case 2: // another pointer of the same memory
				copy(into[at:at+8], into[d.random.IntN(len(into)-7):])
			case 3:
				ranges[i].OK = d.random.IntN(50) > 0
			}
		}
	}
	return err
}

// TestDamagedMemory: whatever the memory says, there is an answer or an error, soon.
func TestDamagedMemory(t *testing.T) {
	r := start(t, healthyProgram(t, newest), "handoff")
	if r == nil {
		t.Fatal("it ended")
	}
	answers, refusals := 0, 0
	for seed := range uint64(rounds(60)) {
		process, err := target.Open(r.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		d := &damaged{Process: process, random: rand.New(rand.NewPCG(seed, 1)), rate: []int{20, 500, 20_000}[seed%3], on: seed%2 == 0}
		p, err := reach.Attach(d)
		d.on = true
		if err == nil {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			_, err = p.Look(ctx, reach.Options{Limit: 256 << 20, Explain: []uint64{1, 2, 3}})
			cancel()
		}
		if errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("seed %d takes too long", seed)
		}
		if err == nil {
			answers++
		} else {
			refusals++
		}
		if err := process.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d answers, %d refusals", answers, refusals)
	if answers == 0 || refusals == 0 {
		t.Error("the damage is none, or too much")
	}
}
