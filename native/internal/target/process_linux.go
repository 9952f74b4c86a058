//go:build amd64 || arm64

package target

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
	"unsafe"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/wire"
)

// maxRanges is IOV_MAX, the ranges of one process_vm_readv.
const maxRanges = 1024

type process struct {
	pid        int
	startTicks uint64
	executable *os.File
	entry      uint64
	local      []syscall.Iovec
	remote     []remoteIovec
}

// Open begins to look into a process, or tells why that is not possible. It is for one goroutine at a time.
func Open(pid int) (Process, error) {
	stat, err := readStat(pid)
	if err != nil {
		return nil, openError(pid, err)
	}
	if errno := tryMemory(pid); errno != "" {
		return nil, refused(pid, errno)
	}
	executable, err := os.Open("/proc/" + strconv.Itoa(pid) + "/exe")
	if err != nil {
		return nil, openError(pid, err)
	}
	if isNarrow(executable) {
		refusal := &wire.Error{
			Code: wire.CodeUnsupportedGo, Message: fmt.Sprintf("process %d cannot be read: %s", pid, whyNarrow),
			Hint: "build it for amd64 or arm64", Detail: "ELFCLASS32",
		}
		return nil, errors.Join(refusal, executable.Close())
	}
	p := &process{
		pid: pid, startTicks: stat.startTicks, executable: executable,
		local: make([]syscall.Iovec, maxRanges), remote: make([]remoteIovec, maxRanges),
	}
	p.entry, err = readEntry(pid, executable)
	if err != nil {
		return nil, errors.Join(openError(pid, err), executable.Close())
	}
	return p, nil
}

func readEntry(pid int, executable *os.File) (uint64, error) {
	auxv, err := readProc(pid, "auxv", 4<<10)
	if err == nil {
		return parseEntry(auxv)
	}
	if !errors.Is(err, os.ErrPermission) {
		return 0, err
	}
	path, linkErr := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe")
	maps, mapsErr := readProc(pid, "maps", 16<<20)
	if linkErr != nil || mapsErr != nil {
		return 0, err
	}
	return entryFromMaps(executable, maps, path)
}

// refused puts a failed attempt into the words of the process list.
func refused(pid int, errno string) error {
	if errno == "ESRCH" {
		return gone()
	}
	machine, err := readMachine()
	if err != nil {
		return err
	}
	text, err := readProc(pid, "status", 16<<10)
	if err != nil {
		return openError(pid, err)
	}
	status, err := parseStatus(text)
	if err != nil {
		return err
	}
	var users userCache
	feature := machine.rights.memoryFeature(errno, status, users.name(status.uid))
	hint := ""
	if feature.Command != nil {
		hint = *feature.Command
	}
	return noPermission(fmt.Sprintf("the memory of process %d may not be read: %s", pid, feature.Why), hint, feature.Detail)
}

func openError(pid int, err error) error {
	switch {
	case errors.Is(err, syscall.ENOENT), errors.Is(err, syscall.ESRCH):
		if _, statErr := readStat(pid); statErr == nil {
			return &wire.Error{
				Code:    wire.CodeNotGo,
				Message: fmt.Sprintf("process %d runs no program: it belongs to the kernel, or has ended and was not waited for", pid),
				Detail:  err.Error(),
			}
		}
		failure := gone()
		failure.Message = fmt.Sprintf("there is no process %d", pid)
		failure.Detail = err.Error()
		return failure
	case errors.Is(err, os.ErrPermission):
		return refused(pid, "EPERM")
	}
	return &wire.Error{Code: wire.CodeInternal, Message: fmt.Sprintf("process %d cannot be looked into", pid), Detail: err.Error()}
}

func (p *process) Executable() io.ReaderAt { return p.executable }
func (p *process) Entry() uint64           { return p.entry }
func (p *process) Close() error            { return p.executable.Close() }

func (p *process) Alive() error {
	stat, err := readStat(p.pid)
	if err != nil || stat.startTicks != p.startTicks || stat.state == "Z" || stat.state == "X" {
		return gone()
	}
	return nil
}

// Fork gives a reader of the same process for another goroutine. It ends with the process it is from.
func (p *process) Fork() memory.Reader {
	return &process{pid: p.pid, local: make([]syscall.Iovec, maxRanges), remote: make([]remoteIovec, maxRanges)}
}

// Read reads all ranges with as few system calls as the kernel allows. A call ends at the first range that it cannot read whole.
func (p *process) Read(ranges []memory.Range) error {
	for len(ranges) > 0 {
		if len(ranges[0].Into) == 0 {
			ranges[0].OK = true
			ranges = ranges[1:]
			continue
		}
		count := 0
		for count < len(ranges) && count < maxRanges && len(ranges[count].Into) > 0 {
			r := &ranges[count]
			p.local[count].Base = unsafe.SliceData(r.Into)
			p.local[count].SetLen(len(r.Into))
			p.remote[count] = remoteIovec{base: r.Addr, length: uint64(len(r.Into))}
			count++
		}
		n, _, errno := syscall.Syscall6(sysProcessVMReadv, uintptr(p.pid),
			uintptr(unsafe.Pointer(&p.local[0])), uintptr(count), uintptr(unsafe.Pointer(&p.remote[0])), uintptr(count), 0)
		switch errno {
		case 0:
		case syscall.EFAULT, syscall.EINVAL: // EINVAL: an address beyond what an address can be
			n = 0
		case syscall.EINTR:
			continue
		case syscall.ESRCH:
			return gone()
		default:
			return refused(p.pid, errnoName(errno))
		}
		done := 0
		for done < count && int(n) >= len(ranges[done].Into) {
			n -= uintptr(len(ranges[done].Into))
			ranges[done].OK = true
			done++
		}
		if done < count {
			ranges[done].OK = false
			done++
		}
		ranges = ranges[done:]
	}
	return nil
}

func (p *process) Nanotime() (int64, error) {
	const clockMonotonic = 1
	var now syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&now)), 0); errno != 0 {
		return 0, os.NewSyscallError("clock_gettime", errno)
	}
	return now.Nano(), nil
}
