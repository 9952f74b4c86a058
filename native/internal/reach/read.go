package reach

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/target/kernel"
)

// errMoved: what was read cannot be of one moment, or is not there any more. Another try may do better.
type errMoved struct{ what string }

func (e errMoved) Error() string { return e.what }

func moved(format string, values ...any) error { return errMoved{fmt.Sprintf(format, values...)} }

// buffers hold what was read; the next pass uses their memory again.
type buffers struct {
	// The large ones; stopRoom is for stacks that were not read before a stop.
	heapRoom, stackRoom, stopRoom kernel.Room
	// heap is what the last pass used of its room.
	heap []byte

	later, globals, globalsAgain, spanPointers, pointers, channels []byte

	goroutines, again []goroutine
	ranges            []memory.Range
	pieces            []piece
	areas             []area
	// pending are objects that wait to be scanned.
	pending []item
	// stackOrder, byStack and stacked are goroutines by their stacks: all, those that are wanted and those that have one.
	stackOrder, byStack, stacked []int32
	// searched by each worker: small enough to stay in the caches of its processor.
	searched []searching
}

// free gives all of it back.
func (b *buffers) free() error {
	err := errors.Join(b.heapRoom.Free(), b.stackRoom.Free(), b.stopRoom.Free())
	*b = buffers{}
	return err
}

// sized gives n bytes of the buffer, which grows by an eighth more than is asked for.
func sized(buffer *[]byte, n uint64) []byte {
	if uint64(cap(*buffer)) < n {
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
	q := &queue{count: len(ranges), batch: batch, most: 4 * pieceBytes, size: func(i int) uint64 { return uint64(len(ranges[i].Into)) }}
	return p.workers(ctx, q, func(reader memory.Reader, _, first, end int) error { return readAll(reader, ranges[first:end]) })
}

// queue hands out work in rows of at most batch pieces and about most bytes.
type queue struct {
	lock               sync.Mutex
	next, count, batch int
	most               uint64
	size               func(i int) uint64
}

func (q *queue) take() (first, end int) {
	q.lock.Lock()
	defer q.lock.Unlock()
	first = q.next
	for bytes := uint64(0); q.next < q.count && q.next-first < q.batch; q.next++ {
		if bytes += q.size(q.next); bytes > q.most && q.next > first {
			break
		}
	}
	return first, q.next
}

// workers do what the queue has, one for each reader.
func (p *Program) workers(ctx context.Context, q *queue, do func(reader memory.Reader, worker, first, end int) error) error {
	first, end := q.take()
	if first == end {
		return nil
	}
	if end == q.count { // little work waits for nobody: others may be long in coming
		return errors.Join(ctx.Err(), do(p.readers[0], 0, first, end))
	}
	var wait sync.WaitGroup
	failures := make([]error, len(p.readers))
	work := func(i, first, end int) {
		for first < end && failures[i] == nil {
			failures[i] = errors.Join(ctx.Err(), do(p.readers[i], i, first, end))
			first, end = q.take()
		}
	}
	for i := range p.readers[1:] {
		wait.Add(1)
		go func() {
			defer wait.Done()
			next, last := q.take()
			work(i+1, next, last)
		}()
	}
	work(0, first, end)
	wait.Wait()
	return errors.Join(failures...)
}

// searching is one worker's.
type searching struct {
	buffer []byte
	ranges []memory.Range
	// places in the buffer of what is read.
	places []int
	// structs of one size, and what was read between them.
	structs, between []byte
}

const searchBatch = 512

func (p *Program) makeSearched() {
	for len(p.buffers.searched) < len(p.readers) {
		p.buffers.searched = append(p.buffers.searched, searching{
			buffer: make([]byte, searchBytes), ranges: make([]memory.Range, searchBatch), places: make([]int, 0, searchBatch),
		})
	}
}

// searchBytes are read at once to be searched.
const searchBytes = 256 << 10

// scanAreas reads areas for use, which gets all of their bytes, and keeps nothing; it answers how many bytes they were.
func (p *Program) scanAreas(ctx context.Context, areas []area, use func(worker int, bytes []byte)) (uint64, error) {
	merged, total := joined(areas, searchBytes)
	p.makeSearched()
	q := &queue{count: len(merged), batch: searchBatch, most: searchBytes, size: func(i int) uint64 { return merged[i].end - merged[i].start }}
	err := p.workers(ctx, q, func(reader memory.Reader, worker, first, end int) error {
		ranges, buffer := p.buffers.searched[worker].ranges, p.buffers.searched[worker].buffer
		used := uint64(0)
		for i, one := range merged[first:end] {
			size := one.end - one.start
			ranges[i] = memory.Range{Addr: one.start, Into: buffer[used : used+size]}
			used += size
		}
		if err := readAll(reader, ranges[:end-first]); err != nil {
			return err
		}
		use(worker, buffer[:used])
		return nil
	})
	return total, err
}

// joined makes one of areas that follow each other, and cuts them into pieces of at most most bytes.
func joined(areas []area, most uint64) (merged []area, total uint64) {
	for _, a := range areas {
		total += a.end - a.start
		if last := len(merged) - 1; last >= 0 && merged[last].end == a.start {
			room := min(a.end-a.start, most-(merged[last].end-merged[last].start))
			merged[last].end += room
			a.start += room
		}
		for ; a.start < a.end; a.start += min(most, a.end-a.start) {
			merged = append(merged, area{a.start, min(a.start+most, a.end)})
		}
	}
	return merged, total
}

// gather reads structures of one size at rising addresses into a row of them. Those beside each other are read as one range, with what is between.
func gather(mem memory.Reader, between *[]byte, addrs []uint64, size uint64, into *[]byte) ([]byte, error) {
	const maxGap = 256
	out := sized(into, uint64(len(addrs))*size)
	var (
		ranges  []memory.Range
		firsts  []int
		scratch = sized(between, gatherBytes)
		used    uint64
	)
	flush := func(end int) error {
		if err := readAll(mem, ranges); err != nil {
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

// gatherMany is gather, shared among the workers.
func (p *Program) gatherMany(ctx context.Context, addrs []uint64, size uint64, into *[]byte) ([]byte, error) {
	out := sized(into, uint64(len(addrs))*size)
	p.makeSearched()
	const batch = 4096
	q := &queue{count: len(addrs), batch: batch, most: batch, size: func(int) uint64 { return 1 }}
	return out, p.workers(ctx, q, func(reader memory.Reader, worker, first, end int) error {
		part := out[uint64(first)*size : uint64(end)*size]
		_, err := gather(reader, &p.buffers.searched[worker].between, addrs[first:end], size, &part)
		return err
	})
}

// order sorts a list of addresses, which the runtime only ever adds to: what was there last time is sorted already.
type order struct {
	raw    []byte
	sorted []uint64
}

func (o *order) sort(raw []byte) []uint64 {
	if !bytes.HasPrefix(raw, o.raw) {
		o.raw, o.sorted = o.raw[:0], o.sorted[:0]
	}
	known := len(o.sorted)
	for at := len(o.raw); at+wordBytes <= len(raw); at += wordBytes {
		o.sorted = append(o.sorted, word(raw, uint64(at)))
	}
	o.raw = append(o.raw[:0], raw...)
	if added := slices.Clone(o.sorted[known:]); len(added) > 0 {
		slices.Sort(added)
		merge(o.sorted, known, added)
	}
	return o.sorted
}

// merge brings both, which are sorted, together: those before known, and added, for which there is room behind them.
func merge(list []uint64, known int, added []uint64) {
	for into := len(list) - 1; len(added) > 0; into-- {
		last := added[len(added)-1]
		if known > 0 && list[known-1] > last {
			list[into] = list[known-1]
			known--
		} else {
			list[into] = last
			added = added[:len(added)-1]
		}
	}
}

// gatherBytes is how much is held beside the result.
const gatherBytes = 1 << 20
