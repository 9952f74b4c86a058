package kernel

// appendRing copies the bytes [tail, head) of a ring, whose positions only grow and whose size is a power of two.
func appendRing(buffer, ring []byte, tail, head uint64) []byte {
	size := uint64(len(ring))
	if size == 0 || head == tail {
		return buffer
	}
	if head-tail > size {
		tail = head - size
	}
	from, to := tail%size, head%size
	if from < to {
		return append(buffer, ring[from:to]...)
	}
	return append(append(buffer, ring[from:]...), ring[:to]...)
}
