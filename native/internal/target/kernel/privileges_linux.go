//go:build amd64 || arm64

package kernel

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// Bits of capabilities (include/uapi/linux/capability.h).
const (
	CapSysPtrace = 1 << 19
	CapPerfmon   = 1 << 38
)

// BecomeUser gives up root for a user and a group, without others, and keeps only these capabilities, for all threads and for good:
// programs that it starts have none.
func BecomeUser(uid, gid int, capabilities uint64) error {
	const (
		setKeepCaps    = 8  // PR_SET_KEEPCAPS
		setNoNewPrivs  = 38 // PR_SET_NO_NEW_PRIVS
		dropBounding   = 24 // PR_CAPBSET_DROP
		lastCapability = 63
		version3       = 0x20080522
	)
	all := func(name string, trap, a, b, c uintptr) error {
		if _, _, errno := syscall.AllThreadsSyscall6(trap, a, b, c, 0, 0, 0); errno != 0 {
			return os.NewSyscallError(name, errno)
		}
		return nil
	}
	for bit := range uintptr(lastCapability + 1) {
		// EINVAL: this kernel has no such capability.
		if capabilities&(1<<bit) == 0 {
			if err := all("prctl", syscall.SYS_PRCTL, dropBounding, bit, 0); err != nil && !errors.Is(err, syscall.EINVAL) {
				return err
			}
		}
	}
	if err := all("prctl", syscall.SYS_PRCTL, setKeepCaps, 1, 0); err != nil {
		return err
	}
	if err := syscall.Setgroups([]int{gid}); err != nil {
		return os.NewSyscallError("setgroups", err)
	}
	if err := syscall.Setresgid(gid, gid, gid); err != nil {
		return os.NewSyscallError("setresgid", err)
	}
	if err := syscall.Setresuid(uid, uid, uid); err != nil {
		return os.NewSyscallError("setresuid", err)
	}
	header := struct {
		version uint32
		pid     int32
	}{version: version3}
	low, high := uint32(capabilities), uint32(capabilities>>32)
	// Effective, permitted and inheritable, first the lower 32 of all, then the upper.
	data := [6]uint32{low, low, 0, high, high, 0}
	if err := all("capset", syscall.SYS_CAPSET, uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&data)), 0); err != nil {
		return err
	}
	return all("prctl", syscall.SYS_PRCTL, setNoNewPrivs, 1, 0)
}

// Owner is who owns /proc/PID, and the group: the process' effective user, or root when the kernel keeps it from being looked at
// (proc(5): not dumpable).
func Owner(path string) (uid, gid int, err error) {
	var stat syscall.Stat_t
	if err := syscall.Stat(path, &stat); err != nil {
		return 0, 0, &os.PathError{Op: "stat", Path: path, Err: err}
	}
	return int(stat.Uid), int(stat.Gid), nil
}
