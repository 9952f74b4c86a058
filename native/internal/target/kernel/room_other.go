//go:build !linux || !(amd64 || arm64)

package kernel

// Room is memory for large copies. Its zero value is ready.
type Room struct{ bytes []byte }

// Take gives n bytes with anything in them. What was given before is the same memory, or void.
func (r *Room) Take(n uint64) ([]byte, error) {
	if n > uint64(cap(r.bytes)) {
		r.bytes = make([]byte, n)
	}
	return r.bytes[:n:n], nil
}

// Warm is Take, after which all of it is there.
func (r *Room) Warm(n uint64) ([]byte, error) {
	room, err := r.Take(n)
	clear(room)
	return room, err
}

// Free gives the memory back.
func (r *Room) Free() error {
	r.bytes = nil
	return nil
}
