//go:build amd64 || arm64

package target

import (
	"errors"
	"syscall"
	"unsafe"
)

// tryMemory reads a few bytes of the process, as everything that looks into one will do, and answers the name of the error,
// empty when they were read.
func tryMemory(pid int) string {
	// Where maps may not be read there is no address to be had; process_vm_readv checks the right before the address, so any
	// address then tells why.
	address := uint64(0)
	if maps, err := readProc(pid, "maps", 4<<10); err == nil {
		if start, found := parseReadableMapping(maps); found {
			address = start
		}
	}
	var word [8]byte
	n, err := readMemory(pid, address, word[:])
	if err == nil && n == len(word) {
		return ""
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errnoName(errno)
	}
	return "short read"
}

// readMemory reads from address of the process into buffer with one process_vm_readv and answers how much of it was read.
func readMemory(pid int, address uint64, buffer []byte) (int, error) {
	local := syscall.Iovec{Base: unsafe.SliceData(buffer)}
	local.SetLen(len(buffer))
	remote := remoteIovec{base: address, length: uint64(len(buffer))}
	n, _, errno := syscall.Syscall6(sysProcessVMReadv, uintptr(pid),
		uintptr(unsafe.Pointer(&local)), 1, uintptr(unsafe.Pointer(&remote)), 1, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// remoteIovec is struct iovec with an address of another process: a number here, which the garbage collector must not see as
// a pointer.
type remoteIovec struct {
	base   uint64
	length uint64
}

func errnoName(errno syscall.Errno) string {
	switch errno {
	case syscall.EPERM:
		return "EPERM"
	case syscall.EFAULT:
		return "EFAULT"
	case syscall.ESRCH:
		return "ESRCH"
	case syscall.ENOSYS:
		return "ENOSYS"
	default:
		return errno.Error()
	}
}
