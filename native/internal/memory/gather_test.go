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

func TestGatherReadsPiecesOfAnySize(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	image := Image{Base: 1 << 20, Bytes: make([]byte, 64<<10)}
	for i := range image.Bytes {
		image.Bytes[i] = byte(random.Uint32())
	}
	var gather Gather
	for range 300 {
		pieces := make([]Piece, random.IntN(60))
		for i := range pieces {
			pieces[i] = Piece{image.Base - 2000 + uint64(random.IntN(len(image.Bytes)+4000)), random.IntN(900)}
			if random.IntN(20) == 0 {
				pieces[i].Addr = ^uint64(0) - uint64(random.IntN(600))
			}
		}
		views, err := gather.ReadPieces(image, pieces, PageGap)
		if err != nil || len(views) != len(pieces) {
			t.Fatal(err)
		}
		for i, piece := range pieces {
			want := make([]byte, piece.Size)
			there, _ := Bytes(image, piece.Addr, want)
			if piece.Size > 0 && ((views[i] != nil) != there || there && !bytes.Equal(views[i], want)) {
				t.Fatalf("%+v: %v, want %v", piece, views[i] != nil, there)
			}
		}
	}
}

func TestGatherReadsPagesOnce(t *testing.T) {
	reader := &counted{Reader: Image{Bytes: make([]byte, 64<<10)}}
	var gather Gather
	// Tops of stacks of 2 KiB; behind them one that has pages between.
	pieces := []Piece{{1500, 548}, {3500, 596}, {5000, 1144}, {6144 + PageGap, 10}, {6144 + PageGap + 10 + PageGap + 1, 10}}
	if _, err := gather.ReadPieces(reader, pieces, PageGap); err != nil || reader.ranges != 2 {
		t.Errorf("%d ranges, %v", reader.ranges, err)
	}
}
