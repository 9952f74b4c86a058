package reach

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"parkscope/native/internal/memory"
)

// errMoved: what was read cannot be of one moment, or is not there any more. Another try may do better.
type errMoved struct{ what string }

func (e errMoved) Error() string { return e.what }

func moved(format string, values ...any) error { return errMoved{fmt.Sprintf(format, values...)} }

// buffers hold what was read; the next pass uses their memory again.
type buffers struct {
	spans, gs, again, heap, stacks, later, globals, globalsAgain, mspans, pointers, channels []byte
}

// sized gives n bytes of the buffer, which grows by an eighth more than is asked for.
func sized(buffer *[]byte, n uint64) []byte {
	if uint64(cap(*buffer)) < n {
		const large = 64 << 20
		if *buffer = nil; n > large {
			runtime.GC() // or the old one would be held beside the new
		}
		*buffer = make([]byte, n, n+n/8)
	}
	*buffer = (*buffer)[:n]
	return *buffer
}

// pieceBytes is the most that is read as one range.
const pieceBytes = 1 << 20

// pieces cuts a range.
func pieces(ranges []memory.Range, addr uint64, into []byte) []memory.Range {
	for len(into) > 0 {
		n := min(len(into), pieceBytes)
		ranges = append(ranges, memory.Range{Addr: addr, Into: into[:n]})
		addr, into = addr+uint64(n), into[n:]
	}
	return ranges
}

// readAll wants every range whole.
func readAll(mem memory.Reader, ranges []memory.Range) error {
	if err := mem.Read(ranges); err != nil {
		return err
	}
	for i := range ranges {
		if !ranges[i].OK {
			return moved("%d bytes at %#x cannot be read", len(ranges[i].Into), ranges[i].Addr)
		}
	}
	return nil
}

// readMany shares the ranges among the workers.
func (p *Program) readMany(ctx context.Context, ranges []memory.Range) error {
	const batch = 256
	total := uint64(0)
	for i := range ranges {
		total += uint64(len(ranges[i].Into))
	}
	if len(p.readers) == 1 || total < 4*pieceBytes {
		return readAll(p.mem(), ranges)
	}
	var (
		lock sync.Mutex
		next int
		wait sync.WaitGroup
	)
	take := func() []memory.Range {
		lock.Lock()
		defer lock.Unlock()
		first, bytes := next, 0
		for next < len(ranges) && next-first < batch && bytes < 4*pieceBytes {
			bytes += len(ranges[next].Into)
			next++
		}
		return ranges[first:next]
	}
	failures := make([]error, len(p.readers))
	for i, reader := range p.readers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for {
				part := take()
				if len(part) == 0 || failures[i] != nil {
					return
				}
				failures[i] = errors.Join(ctx.Err(), readAll(reader, part))
			}
		}()
	}
	wait.Wait()
	return errors.Join(failures...)
}

// gather reads structures of one size at rising addresses into a row of them. Those beside each other are read as one range.
func (p *Program) gather(addrs []uint64, size uint64, into *[]byte) ([]byte, error) {
	const maxGap = 256
	out := sized(into, uint64(len(addrs))*size)
	var (
		ranges  []memory.Range
		firsts  []int
		scratch = sized(&p.buffers.spans, gatherBytes)
		used    uint64
	)
	flush := func(end int) error {
		if err := readAll(p.mem(), ranges); err != nil {
			return err
		}
		for n, first := range firsts {
			last := end
			if n+1 < len(firsts) {
				last = firsts[n+1]
			}
			for i := first; i < last; i++ {
				copy(out[uint64(i)*size:uint64(i+1)*size], ranges[n].Into[addrs[i]-addrs[first]:])
			}
		}
		ranges, firsts, used = ranges[:0], firsts[:0], 0
		return nil
	}
	for first := 0; first < len(addrs); {
		next := first + 1
		for next < len(addrs) && addrs[next] > addrs[next-1] && addrs[next]-addrs[next-1] <= size+maxGap &&
			addrs[next]-addrs[first]+size <= gatherBytes/4 {
			next++
		}
		length := addrs[next-1] - addrs[first] + size
		if used+length > gatherBytes {
			if err := flush(first); err != nil {
				return nil, err
			}
		}
		ranges = append(ranges, memory.Range{Addr: addrs[first], Into: scratch[used : used+length]})
		firsts = append(firsts, first)
		used += length
		first = next
	}
	return out, flush(len(addrs))
}

// gatherBytes is how much is held beside the result.
const gatherBytes = 1 << 20
