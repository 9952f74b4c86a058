package memory

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// counted counts the ranges that are asked for.
type counted struct {
	Reader
	ranges int
}

func (c *counted) Read(ranges []Range) error {
	c.ranges += len(ranges)
	return c.Reader.Read(ranges)
}

func TestGatherReadsWhatSingleReadsDo(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	image := Image{Base: 1 << 20, Bytes: make([]byte, 64<<10)}
	for i := range image.Bytes {
		image.Bytes[i] = byte(random.Uint32())
	}
	var gather Gather
	for range 300 {
		size := 1 + random.IntN(500)
		addrs := make([]uint64, random.IntN(80))
		for i := range addrs {
			addrs[i] = image.Base - 2000 + uint64(random.IntN(len(image.Bytes)+4000))
			if random.IntN(20) == 0 {
				addrs[i] = ^uint64(0) - uint64(random.IntN(600))
			}
		}
		views, err := gather.Read(image, addrs, size)
		if err != nil || len(views) != len(addrs) {
			t.Fatal(err)
		}
		for i, addr := range addrs {
			want := make([]byte, size)
			there, _ := Bytes(image, addr, want)
			if (views[i] != nil) != there || there && !bytes.Equal(views[i], want) {
				t.Fatalf("%d bytes at %#x: %v, want %v", size, addr, views[i] != nil, there)
			}
		}
	}
}

func TestGatherReadsNeighboursTogether(t *testing.T) {
	reader := &counted{Reader: Image{Bytes: make([]byte, 10_000)}}
	var gather Gather
	addrs := []uint64{96 * 3, 96 * 2, 96, 0, 8000, 8096 + 200}
	if _, err := gather.Read(reader, addrs, 96); err != nil || reader.ranges != 2 {
		t.Errorf("%d ranges, %v", reader.ranges, err)
	}
}
