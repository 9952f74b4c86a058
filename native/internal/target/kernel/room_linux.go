//go:build amd64 || arm64

package kernel

import (
	"os"
	"syscall"
)

// Room is memory for large copies beside Go's heap: the collector has no work with it, and the kernel may give it in large pages. Its zero value
// is ready. It holds no pointers of Go.
type Room struct{ mapped []byte }

// Take gives n bytes with anything in them. What was given before is the same memory, or void.
func (r *Room) Take(n uint64) ([]byte, error) {
	if n > uint64(len(r.mapped)) {
		if err := r.Free(); err != nil {
			return nil, err
		}
		const largePage, hugePages = 2 << 20, 14 // MADV_HUGEPAGE
		size := (n + n/16 + largePage - 1) &^ (largePage - 1)
		mapped, err := syscall.Mmap(-1, 0, int(size), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err != nil {
			return nil, os.NewSyscallError("mmap", err)
		}
		// Small pages do as well where the kernel has no others, so that it may refuse.
		_ = syscall.Madvise(mapped, hugePages)
		r.mapped = mapped
	}
	return r.mapped[:n:n], nil
}

// Warm is Take, after which all of it is there: nothing waits for the kernel to find memory.
func (r *Room) Warm(n uint64) ([]byte, error) {
	room, err := r.Take(n)
	for at := 0; at < len(room); at += 4096 {
		room[at] = 0
	}
	return room, err
}

// Free gives the memory back.
func (r *Room) Free() error {
	mapped := r.mapped
	r.mapped = nil
	if mapped == nil {
		return nil
	}
	return os.NewSyscallError("munmap", syscall.Munmap(mapped))
}
