//go:build amd64 || arm64

package kernel

import (
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// MayExecute answers nil when the sampler may start this file. faccessat2 (kernel 5.8) judges by the effective user, as execve
// does; older kernels are asked by the real one, which is the same for the sampler.
func MayExecute(path string) error {
	const executable, effective = 1, 0x200 // X_OK, AT_EACCESS
	name, err := syscall.BytePtrFromString(path)
	if err != nil {
		return err
	}
	at := -100 // AT_FDCWD
	_, _, errno := syscall.Syscall6(sysFaccessat2, uintptr(at), uintptr(unsafe.Pointer(name)), executable, effective, 0, 0)
	runtime.KeepAlive(name)
	if errno == syscall.ENOSYS || errno == syscall.EPERM { // EPERM: an old sandbox that does not know the call
		return os.NewSyscallError("access", syscall.Access(path, executable))
	}
	if errno != 0 {
		return os.NewSyscallError("faccessat2", errno)
	}
	return nil
}
