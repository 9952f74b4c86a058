package goroutines

import (
	"context"
	"encoding/binary"

	"parkscope/native/internal/layout"
)

// maxFD: file descriptors are small numbers (fs.nr_open is 2^30 at most).
const maxFD = 1 << 30

// seekPolls finds the files of goroutines in IO wait: runtime_pollWait has the pollDesc in a variable, which names the goroutine as
// the one that reads or writes.
func (r *waitReader) seekPolls(ctx context.Context, goroutines []int) error {
	l := r.layout
	if !l.Has(layout.PollFd) || !l.Has(layout.PollRg) || !l.Has(layout.PollWg) {
		return nil
	}
	lost, err := r.seek(ctx, wayPoll, goroutines, int(l.End(layout.PollFd, layout.PollRg, layout.PollWg)), func(goroutine int, addr uint64, raw []byte) bool {
		word := func(f layout.Field) uint64 { return binary.LittleEndian.Uint64(raw[l.Of(f):]) }
		g, fd := r.Goroutines[goroutine].g, word(layout.PollFd)
		reads := word(layout.PollRg) == g
		if (!reads && word(layout.PollWg) != g) || fd >= maxFD {
			return false
		}
		way := uint8(WaitSend)
		if reads {
			way = WaitReceive
		}
		index := r.Waits[r.wait(Wait{Goroutine: goroutine, Direction: way}, Object{Addr: addr, Kind: ObjectFD, Capacity: unread})].Object
		r.Objects[index].Value = float64(fd)
		return true
	})
	r.Counts.WaitsLost += lost
	return err
}
