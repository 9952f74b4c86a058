package goroutines

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"parkscope/native/internal/layout"
	"parkscope/native/internal/memory"
)

// world is a program's memory with a list of goroutines, which the fuzzer changes between moments. They have no stacks that make
// sense, which are then told as such.
type world struct {
	memory.Image
	l *layout.Layout
}

const (
	worldList  = 1 << 12
	worldGs    = 1 << 14
	worldSize  = 1 << 17
	worldMost  = 64
	gSize      = 512
	worldNanos = 1 << 40
)

func newWorld(minor int) *world {
	l, _ := layout.ForVersion(minor, "amd64")
	w := &world{Image: memory.Image{Bytes: make([]byte, worldSize)}, l: l}
	w.word(64, worldList)
	for i := range uint64(worldMost) {
		w.word(worldList+8*i, worldGs+gSize*i)
	}
	return w
}

func (w *world) word(at, value uint64) { binary.LittleEndian.PutUint64(w.Bytes[at:], value) }

// change takes a few bytes and changes one goroutine by them.
func (w *world) change(step []byte) {
	g := worldGs + gSize*uint64(step[0]%worldMost)
	at := func(f layout.Field) uint64 { return g + w.l.Of(f) }
	statuses := []uint32{statusIdle, statusRunnable, statusRunning, statusSyscall, statusWaiting, statusDead, statusWaiting | statusScan, 77}
	switch value := uint64(step[2]); step[1] % 9 {
	case 0:
		binary.LittleEndian.PutUint32(w.Bytes[at(layout.GStatus):], statuses[value%8])
	case 1:
		w.word(at(layout.GGoid), value*worldMost+uint64(step[0]%worldMost)+1) // ids are of one goroutine
	case 2:
		w.word(at(layout.GSchedPC), 0x400000+value)
	case 3:
		w.Bytes[at(layout.GWaitReason)] = step[2]
	case 4:
		w.Bytes[at(layout.GTrackingSeq)] = step[2]
	case 5:
		w.word(at(layout.GWaitSince), value)
	case 6:
		w.word(at(layout.GStackLo), 1<<15)
		w.word(at(layout.GStackHi), 1<<16)
		w.word(at(layout.GSchedSP), 1<<15+8*value)
	case 7:
		w.word(at(layout.GLockedM), value&1)
	case 8:
		w.word(72, value%(worldMost+1)) // how long the list is
	}
}

// FuzzSeries: what the moments of a series add up to is what one that reads all says.
func FuzzSeries(f *testing.F) {
	f.Add([]byte{0, 8, 64, 1, 1, 1, 1, 0, 4, 2, 1, 1, 2, 0, 2, 0xff, 1, 0, 5, 0xff, 2, 1, 9}, uint8(8))
	f.Add([]byte{0, 8, 2, 0, 1, 1, 0, 0, 4, 0xff, 0, 4, 7, 0xff, 0, 1, 3, 0, 4, 9, 0xff, 0, 8, 1, 0xff, 0, 8, 0, 0xff, 0, 8, 3}, uint8(3))
	f.Fuzz(func(t *testing.T, steps []byte, version uint8) {
		w := newWorld(18 + int(version)%10)
		p := hostile(w.Image, tableSeed(make([]byte, 256)), w.l.Minor, "amd64")
		if p == nil {
			t.Fatal("no program")
		}
		clock := func() (int64, error) { return worldNanos, nil }
		series, known := p.Series(), map[uint64]string{}
		for moments := 0; len(steps) >= 3 && moments < 40; {
			if steps[0] != 0xff {
				w.change(steps)
				steps = steps[3:]
				continue
			}
			steps = steps[1:]
			moments++
			m, err := series.Next(context.Background(), clock)
			whole, wholeErr := p.Snapshot(context.Background(), clock)
			if (err == nil) != (wholeErr == nil) {
				t.Fatalf("%v, all at once %v", err, wholeErr)
			}
			if err != nil {
				continue // the next one tells all again
			}
			for _, id := range m.Gone {
				delete(known, id)
			}
			for _, g := range m.Goroutines {
				known[g.ID] = tell(g)
			}
			var got, want []string
			for _, text := range known {
				got = append(got, text)
			}
			for _, g := range whole.Goroutines {
				want = append(want, tell(g))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("adds up to\n%q\nall at once\n%q", got, want)
			}
		}
	})
}

func tell(g Goroutine) string {
	return fmt.Sprint(g.ID, g.State, g.Leaked, g.Stack >= 0, g.Missing)
}
