package memory

import (
	"cmp"
	"slices"
)

// maxGap between two structures that are read as one range.
const maxGap = 256

// Gather reads many structures of one size. Structures beside each other, which those made together are, are read as one range: the
// work of the kernel is by range and page. Its zero value is ready; its buffers are used again.
type Gather struct {
	// Bytes is how much was read so far.
	Bytes  uint64
	spans  []byte
	ranges []Range
	runs   []int
	order  []int
	views  [][]byte
}

// Read gives size bytes at each address, nil where they cannot be read; until the next Read. Those of addresses that overlap share
// memory. It is for some thousand at a time: the buffers stay.
func (g *Gather) Read(r Reader, addrs []uint64, size int) ([][]byte, error) {
	g.order = g.order[:0]
	sorted := true
	for i := range addrs {
		g.order = append(g.order, i)
		sorted = sorted && (i == 0 || addrs[i] >= addrs[i-1])
	}
	if !sorted {
		slices.SortFunc(g.order, func(a, b int) int { return cmp.Compare(addrs[a], addrs[b]) })
	}
	if need := len(addrs) * (size + maxGap); cap(g.spans) < need {
		g.spans = make([]byte, need)
	}
	g.ranges, g.runs = g.ranges[:0], g.runs[:0]
	spans := g.spans[:cap(g.spans)]
	for first := 0; first < len(g.order); {
		begin := addrs[g.order[first]]
		end := begin + uint64(size)
		next := first + 1
		for ; next < len(g.order); next++ {
			at := addrs[g.order[next]]
			if at > end+maxGap || at+uint64(size) < at {
				break
			}
			end = max(end, at+uint64(size))
		}
		length := int(end - begin)
		g.ranges = append(g.ranges, Range{Addr: begin, Into: spans[:length:length]})
		g.runs = append(g.runs, first)
		spans = spans[length:]
		g.Bytes += uint64(length)
		first = next
	}
	if err := r.Read(g.ranges); err != nil {
		return nil, err
	}
	g.views = slices.Grow(g.views[:0], len(addrs))[:len(addrs)]
	for n, first := range g.runs {
		end := len(g.order)
		if n+1 < len(g.runs) {
			end = g.runs[n+1]
		}
		run := &g.ranges[n]
		for _, i := range g.order[first:end] {
			offset := int(addrs[i] - run.Addr)
			view, ok := run.Into[offset:offset+size:offset+size], run.OK
			if !ok && end-first > 1 {
				// One of them is not there any more, or nothing ever was.
				var err error
				if ok, err = Bytes(r, addrs[i], view); err != nil {
					return nil, err
				}
			}
			if g.views[i] = view; !ok {
				g.views[i] = nil
			}
		}
	}
	return g.views, nil
}
