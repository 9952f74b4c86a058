package memory

import (
	"cmp"
	"slices"
)

// maxGap between two structures that are read as one range.
const maxGap = 256

// PageGap is the largest gap between two pieces that has no page of its own: what lies between them is in a page of one of them.
const PageGap = 4095

// Piece is where something is and how long.
type Piece struct {
	Addr uint64
	Size int
}

// Gather reads many pieces. Pieces beside each other, which those made together are, are read as one range: the work of the kernel is
// by range and page. Its zero value is ready; its buffers are used again.
type Gather struct {
	// Bytes is how much was read so far.
	Bytes  uint64
	spans  []byte
	ranges []Range
	runs   []int
	order  []ordered
	// keys and sorted are for sorting.
	keys   []uint64
	sorted []ordered
	views  [][]byte
}

type ordered struct {
	Piece
	index int
}

// Read gives size bytes at each address, nil where they cannot be read; until the next Read. Those of addresses that overlap share
// memory. It is for some thousand at a time: the buffers stay.
func (g *Gather) Read(r Reader, addrs []uint64, size int) ([][]byte, error) {
	g.order = g.order[:0]
	for i, addr := range addrs {
		g.order = append(g.order, ordered{Piece{addr, size}, i})
	}
	return g.read(r, maxGap)
}

// ReadPieces is Read for pieces of different sizes, which are read as one range where there are at most gap bytes between them.
func (g *Gather) ReadPieces(r Reader, pieces []Piece, gap uint64) ([][]byte, error) {
	g.order = g.order[:0]
	for i, piece := range pieces {
		g.order = append(g.order, ordered{piece, i})
	}
	return g.read(r, gap)
}

// sort puts the pieces in the order of their addresses. Numbers are sorted in half the time of pieces, and hold an address with an index.
func (g *Gather) sort() {
	byAddr := func(a, b ordered) int { return cmp.Compare(a.Addr, b.Addr) }
	if slices.IsSortedFunc(g.order, byAddr) {
		return
	}
	const indexBits = 16
	highest := uint64(0)
	for _, piece := range g.order {
		highest = max(highest, piece.Addr)
	}
	if len(g.order) > 1<<indexBits || highest>>(64-indexBits) != 0 {
		slices.SortFunc(g.order, byAddr)
		return
	}
	g.keys, g.sorted = g.keys[:0], g.sorted[:0]
	for i, piece := range g.order {
		g.keys = append(g.keys, piece.Addr<<indexBits|uint64(i))
	}
	slices.Sort(g.keys)
	for _, key := range g.keys {
		g.sorted = append(g.sorted, g.order[key&(1<<indexBits-1)])
	}
	g.order, g.sorted = g.sorted, g.order
}

func (g *Gather) read(r Reader, gap uint64) ([][]byte, error) {
	g.sort()
	// The lengths first: the buffer may not grow once there are ranges of it.
	g.ranges, g.runs = g.ranges[:0], g.runs[:0]
	total := 0
	for first := 0; first < len(g.order); {
		begin := g.order[first].Addr
		end := begin + uint64(g.order[first].Size)
		next := first + 1
		for ; next < len(g.order); next++ {
			at := g.order[next].Piece
			if at.Addr > end && at.Addr-end > gap || at.Addr+uint64(at.Size) < at.Addr {
				break
			}
			end = max(end, at.Addr+uint64(at.Size))
		}
		g.ranges = append(g.ranges, Range{Addr: begin})
		g.runs = append(g.runs, total, first)
		total += int(end - begin)
		first = next
	}
	if cap(g.spans) < total {
		g.spans = make([]byte, total+total/4)
	}
	for n := range g.ranges {
		from, to := g.runs[2*n], total
		if n+1 < len(g.ranges) {
			to = g.runs[2*n+2]
		}
		g.ranges[n].Into = g.spans[from:to:to]
	}
	g.Bytes += uint64(total)
	if err := r.Read(g.ranges); err != nil {
		return nil, err
	}
	g.views = slices.Grow(g.views[:0], len(g.order))[:len(g.order)]
	for n := range g.ranges {
		first, end := g.runs[2*n+1], len(g.order)
		if n+1 < len(g.ranges) {
			end = g.runs[2*n+3]
		}
		run := &g.ranges[n]
		for _, piece := range g.order[first:end] {
			offset := int(piece.Addr - run.Addr)
			view, ok := run.Into[offset:offset+piece.Size:offset+piece.Size], run.OK
			if !ok && end-first > 1 {
				// One of them is not there any more, or nothing ever was.
				var err error
				if ok, err = Bytes(r, piece.Addr, view); err != nil {
					return nil, err
				}
			}
			if g.views[piece.index] = view; !ok {
				g.views[piece.index] = nil
			}
		}
	}
	return g.views, nil
}
