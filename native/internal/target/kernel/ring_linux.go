//go:build amd64 || arm64

package kernel

import (
	"os"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// Where struct perf_event_mmap_page has the positions of writer and reader.
const (
	offsetHead = 1024
	offsetTail = 1032
)

// Ring is what the kernel writes the records of events of one processor into.
type Ring struct {
	mapped []byte
	page   int
}

// OpenRing maps a ring of RingBytes for the event, or of half as much and so on, where the limit of locked memory is low.
func OpenRing(event *Event) (*Ring, error) {
	page := os.Getpagesize()
	for size := RingBytes; ; size /= 2 {
		mapped, err := syscall.Mmap(event.fd, 0, page+size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
		if err == nil {
			return &Ring{mapped, page}, nil
		}
		if err != syscall.EPERM && err != syscall.ENOMEM || size <= 4*page {
			return nil, os.NewSyscallError("mmap", err)
		}
	}
}

// Take appends all complete records to buffer and gives their room back to the kernel.
func (r *Ring) Take(buffer []byte) []byte {
	head := atomic.LoadUint64((*uint64)(unsafe.Pointer(&r.mapped[offsetHead])))
	tail := (*uint64)(unsafe.Pointer(&r.mapped[offsetTail]))
	buffer = appendRing(buffer, r.mapped[r.page:], *tail, head)
	atomic.StoreUint64(tail, head)
	return buffer
}

// Close unmaps the ring.
func (r *Ring) Close() error { return os.NewSyscallError("munmap", syscall.Munmap(r.mapped)) }
