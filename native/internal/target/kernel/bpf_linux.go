//go:build amd64 || arm64

package kernel

import (
	"os"
	"syscall"
	"unsafe"
)

// bpfLoad is the part of union bpf_attr for BPF_PROG_LOAD that kernel 4.1 had.
type bpfLoad struct {
	kind, instructionCount uint32
	instructions, license  uint64
	logLevel, logSize      uint32
	logBuffer              uint64
	kernelVersion, flags   uint32
}

const (
	bpfProgLoad      = 5
	bpfTypePerfEvent = 7
)

// In memory that does not move: the kernel is given their addresses as numbers.
var (
	bpfProgram = [2]uint64{0xb7, 0x95} // r0 = 0; exit
	bpfLicense = [4]byte{'G', 'P', 'L'}
)

// TryBPF answers nil when a program of the kind that reads perf events may be loaded. The program only returns, is attached to
// nothing, and is gone again.
func TryBPF() error {
	load := bpfLoad{
		kind: bpfTypePerfEvent, instructionCount: uint32(len(bpfProgram)),
		instructions: uint64(uintptr(unsafe.Pointer(&bpfProgram))), license: uint64(uintptr(unsafe.Pointer(&bpfLicense))),
	}
	fd, _, errno := syscall.Syscall(sysBPF, bpfProgLoad, uintptr(unsafe.Pointer(&load)), unsafe.Sizeof(load))
	if errno != 0 {
		return os.NewSyscallError("bpf", errno)
	}
	return os.NewSyscallError("close", syscall.Close(int(fd)))
}
