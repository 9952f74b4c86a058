//go:build amd64 || arm64

package kernel

import (
	"os"
	"syscall"
	"unsafe"
)

// ProcessCPUNs is the CPU time of all threads of a process, ended ones too. Anybody may read it (clock_getcpuclockid(3)).
func ProcessCPUNs(pid int) (int64, error) {
	const scheduled = 2 // CPUCLOCK_SCHED, of the process as a whole
	return clock(^pid<<3 | scheduled)
}

// MonotonicNs is CLOCK_MONOTONIC.
func MonotonicNs() (int64, error) { return clock(1) }

func clock(id int) (int64, error) {
	var now syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(id), uintptr(unsafe.Pointer(&now)), 0); errno != 0 {
		return 0, os.NewSyscallError("clock_gettime", errno)
	}
	return now.Nano(), nil
}
