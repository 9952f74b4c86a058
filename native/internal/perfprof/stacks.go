package perfprof

import "encoding/binary"

const (
	// maxStacks and maxStackBytes bound what a profile holds of distinct stacks; a real program has some thousand.
	maxStacks     = 1 << 20
	maxStackBytes = 256 << 20
	// deepest is kernel.perf_event_max_stack as it comes: longer stacks arrive without their roots. The kernel counts the mark of
	// user space, too.
	deepest = 126
)

// stacks counts samples by stack.
type stacks struct {
	counts map[string]*uint64
	bytes  int
	// samples that were counted, dropped ones that would have been too many distinct stacks, cut ones without their root.
	samples, dropped, cut uint64
	key                   []byte
}

func newStacks() *stacks { return &stacks{counts: map[string]*uint64{}} }

// Marks instead of a stack that has no address. No program has code there.
const (
	inKernel = 1
	nowhere  = 2
)

func (s *stacks) add(one sample) {
	addresses := one.stack
	if len(addresses) == 0 {
		addresses = []uint64{nowhere}
		if one.kernel {
			addresses[0] = inKernel
		}
	}
	if len(addresses) >= deepest {
		s.cut++
	}
	s.key = s.key[:0]
	for _, address := range addresses {
		s.key = binary.LittleEndian.AppendUint64(s.key, address)
	}
	if count, known := s.counts[string(s.key)]; known {
		*count++
		s.samples++
		return
	}
	if len(s.counts) >= maxStacks || s.bytes+len(s.key) > maxStackBytes {
		s.dropped++
		return
	}
	one64 := uint64(1)
	s.counts[string(s.key)] = &one64
	s.bytes += len(s.key)
	s.samples++
}

func addressesOf(key string) []uint64 {
	addresses := make([]uint64, len(key)/8)
	for i := range addresses {
		addresses[i] = binary.LittleEndian.Uint64([]byte(key[8*i : 8*i+8]))
	}
	return addresses
}
