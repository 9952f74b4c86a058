//go:build amd64 || arm64

package kernel

import (
	"os"
	"syscall"
	"unsafe"
)

// perfAttr is struct perf_event_attr of include/uapi/linux/perf_event.h up to PERF_ATTR_SIZE_VER5 (kernel 4.1).
type perfAttr struct {
	kind, size                     uint32
	config                         uint64
	samplePeriod                   uint64
	sampleType                     uint64
	readFormat                     uint64
	flags                          uint64
	wakeup, breakpointType         uint32
	breakpointAddr, breakpointSize uint64
	branchSampleType               uint64
	sampleRegsUser                 uint64
	sampleStackUser                uint32
	clock                          int32
	sampleRegsIntr                 uint64
	auxWatermark                   uint32
	sampleMaxStack, reserved       uint16
}

const (
	typeSoftware   = 1
	configCPUClock = 0

	sampleTID       = 1 << 1
	sampleTime      = 1 << 2
	sampleCallchain = 1 << 5
	sampleRegsUser  = 1 << 12
	sampleStackUser = 1 << 13

	flagDisabled               = 1 << 0
	flagInherit                = 1 << 1
	flagExcludeKernel          = 1 << 5
	flagExcludeHypervisor      = 1 << 6
	flagExcludeCallchainKernel = 1 << 21

	openCloseOnExec = 1 << 3

	ioctlEnable    = 0x2400
	ioctlDisable   = 0x2401
	ioctlSetOutput = 0x2405
)

// Event is one perf event: a thread, on one processor or on all.
type Event struct{ fd int }

// OpenEvent prepares the sampling of a thread by its CPU clock; cpu -1 is every processor, which excludes Inherit with a ring.
// It does not run yet. The error is ErrGone or an *os.SyscallError.
func OpenEvent(tid, cpu int, sampling Sampling) (*Event, error) {
	attr := perfAttr{
		kind: typeSoftware, config: configCPUClock, samplePeriod: sampling.PeriodNs,
		sampleType: sampleTID | sampleTime | sampleCallchain | sampleRegsUser | sampleStackUser,
		flags:      flagDisabled | flagExcludeHypervisor | flagExcludeCallchainKernel,

		sampleRegsUser: sampledRegisters, sampleStackUser: StackBytes,
	}
	attr.size = uint32(unsafe.Sizeof(attr))
	if !sampling.Kernel {
		attr.flags |= flagExcludeKernel
	}
	if sampling.Inherit {
		attr.flags |= flagInherit
	}
	for {
		fd, _, errno := syscall.Syscall6(sysPerfEventOpen, uintptr(unsafe.Pointer(&attr)),
			uintptr(tid), uintptr(cpu), ^uintptr(0), openCloseOnExec, 0)
		switch errno {
		case 0:
			return &Event{int(fd)}, nil
		case syscall.EINTR:
		case syscall.ESRCH:
			return nil, ErrGone
		default:
			return nil, os.NewSyscallError("perf_event_open", errno)
		}
	}
}

// TryPerf answers nil when the CPU use of the process may be sampled.
func TryPerf(pid int) error {
	event, err := OpenEvent(pid, -1, Sampling{PeriodNs: 1e9})
	if err != nil {
		return err
	}
	return event.Close()
}

// Into makes the samples go to the ring of another event on the same processor.
func (e *Event) Into(other *Event) error { return e.control(ioctlSetOutput, uintptr(other.fd)) }

// Enable begins sampling.
func (e *Event) Enable() error { return e.control(ioctlEnable, 0) }

// Disable ends it, and that of inherited threads.
func (e *Event) Disable() error { return e.control(ioctlDisable, 0) }

func (e *Event) control(request, argument uintptr) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(e.fd), request, argument); errno != 0 {
		return os.NewSyscallError("ioctl", errno)
	}
	return nil
}

// Close ends the event.
func (e *Event) Close() error { return os.NewSyscallError("close", syscall.Close(e.fd)) }
