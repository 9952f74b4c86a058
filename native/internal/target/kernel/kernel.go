// Package kernel makes the system calls about other processes that neither read memory nor /proc: perf events, the trial of eBPF,
// CPU clocks.
package kernel

import "errors"

// ErrUnsupported says that this system has no such call, or we do not know it. A kernel without the call (ENOSYS) is the same to errors.Is.
var ErrUnsupported = errors.ErrUnsupported

// ErrGone says that there is no such process or thread.
var ErrGone = errors.New("no such process")

// Sampling says what a perf event takes.
type Sampling struct {
	// PeriodNs is the CPU time between two samples of a thread.
	PeriodNs uint64
	// Kernel: also when the thread is in the kernel, which needs more rights. Stacks are of user space either way.
	Kernel bool
	// Inherit: threads that the thread starts are sampled, too.
	Inherit bool
}

// RingBytes is the size of one ring: with its header page what kernel.perf_event_mlock_kb allows everybody (516 KiB).
const RingBytes = 512 << 10

// StackBytes of the stack are in a sample, behind thread, time, call chain and registers (the link register where there is one, the stack
// pointer).
const StackBytes = 256
