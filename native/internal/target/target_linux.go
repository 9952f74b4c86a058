//go:build amd64 || arm64

package target

import (
	"debug/elf"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

// Capabilities names the calls that work here.
func Capabilities() []string {
	return []string{"list", "snapshot", "cpu", "counters", "watch", "reach", "coreMoment", "coreReach", "wall", "finish", "launch", "await", "signal"}
}

// Pids answers all process ids in order, except the sampler's own.
func Pids() ([]int, error) { return pidsOf("/proc") }

func pidsOf(proc string) ([]int, error) {
	dir, err := os.Open(proc)
	if err != nil {
		return nil, err
	}
	names, err := dir.Readdirnames(-1)
	if err := errors.Join(err, dir.Close()); err != nil {
		return nil, err
	}
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids, nil
}

// Machine is what all processes of one list share.
type Machine struct{ shared machine }

// ReadMachine learns it.
func ReadMachine() (Machine, error) {
	shared, err := readMachine()
	if err != nil {
		return Machine{}, err
	}
	shared.rights.paranoid = readParanoid()
	shared.bpf = kernel.TryBPF()
	return Machine{shared}, nil
}

// Notes say what a list cannot show, one sentence each.
func (m Machine) Notes() []string { return m.shared.notes }

type machine struct {
	bootSeconds int64
	pageBytes   int64
	rights      rights
	// bpf is the outcome of trying eBPF.
	bpf   error
	notes []string
}

func readMachine() (machine, error) {
	m := machine{pageBytes: int64(os.Getpagesize()), notes: []string{}}
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return m, err
	}
	if m.bootSeconds, err = parseBootTime(stat); err != nil {
		return m, err
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return m, err
	}
	if m.rights.sampler, err = parseStatus(status); err != nil {
		return m, err
	}
	if m.rights.samplerPath, err = os.Executable(); err != nil {
		return m, err
	}
	file, err := os.Stat("/proc/self/exe")
	if err != nil {
		return m, err
	}
	if stat, is := file.Sys().(*syscall.Stat_t); is {
		m.rights.samplerOwner = int(stat.Uid)
	}
	m.rights.yama = -1
	if scope, err := os.ReadFile("/proc/sys/kernel/yama/ptrace_scope"); err == nil {
		if m.rights.yama, err = strconv.Atoi(strings.TrimSpace(string(scope))); err != nil {
			return m, err
		}
	}
	if mounts, err := os.ReadFile("/proc/self/mountinfo"); err == nil && parseHidden(mounts) {
		m.notes = append(m.notes, "/proc is mounted with hidepid: processes of other users are not in this list.")
	}
	return m, nil
}

// Glance answers what the kernel itself knows of a process, which it tells at once, and false for one that ended. Features, the
// command line and what the executable says are left out.
func (l *Lister) Glance(pid int, m Machine) (wire.Process, bool) {
	process, _, _, alive := l.glance(pid, m.shared)
	return process, alive
}

// Look answers all that can be learnt, and false for a process that ended, or whose pid became another's, while it was looked
// at. It may hang for as long as the disk of its executable, or the process' memory, is stuck in the kernel.
func (l *Lister) Look(pid int, m Machine) (wire.Process, bool) {
	return l.look(pid, m.shared)
}

func (l *Lister) glance(pid int, m machine) (wire.Process, procStat, procStatus, bool) {
	stat, err := readStat(pid)
	if err != nil {
		return wire.Process{}, stat, procStatus{}, false
	}
	statusText, err := readProc(pid, "status", 16<<10)
	if err != nil {
		return wire.Process{}, stat, procStatus{}, false
	}
	status, err := parseStatus(statusText)
	if err != nil {
		return wire.Process{}, stat, status, false
	}
	process := wire.Process{
		PID:        pid,
		PPID:       stat.ppid,
		UID:        status.uid,
		User:       l.users.name(status.uid),
		Name:       stat.name,
		State:      stat.state,
		StartMs:    m.bootSeconds*1000 + int64(stat.startTicks*1000/ticksPerSecond),
		CPUSeconds: float64(stat.cpuTicks) / ticksPerSecond,
		RSSBytes:   stat.rssPages * m.pageBytes,
		Threads:    stat.threads,
		Features:   []wire.Feature{},
	}
	if cgroup, err := readProc(pid, "cgroup", 16<<10); err == nil {
		process.Container = parseContainer(cgroup)
	}
	return process, stat, status, true
}

func (l *Lister) look(pid int, m machine) (wire.Process, bool) {
	process, stat, status, alive := l.glance(pid, m)
	if !alive {
		return process, false
	}
	// One byte more than is shown, to know whether something is left out.
	if command, err := readProc(pid, "cmdline", maxCommandBytes+1); err == nil {
		process.Command = parseCommand(command, len(command) > maxCommandBytes)
	}
	narrow := l.examine(&process, status, m)
	if process.Go != nil {
		process.Features = tryFeatures(pid, status, process.User, m)
	}
	if narrow && process.Go != nil {
		process.Features[0] = wire.Feature{Name: "memory", Why: whyNarrow, Detail: elf.ELFCLASS32.String()}
	}
	again, err := readStat(pid)
	return process, err == nil && again.startTicks == stat.startTicks
}

// examine opens /proc/PID/exe itself rather than the path it names: that is the file which runs, also when it was deleted or
// replaced or lives in the file system of a container. It answers whether that is a program of 32 bits.
func (l *Lister) examine(process *wire.Process, status procStatus, m machine) (narrow bool) {
	link := "/proc/" + strconv.Itoa(process.PID) + "/exe"
	path, err := os.Readlink(link)
	switch {
	case errors.Is(err, syscall.ENOENT):
		return false // a kernel thread, or a process that has ended: nothing runs here
	case err != nil:
		why, command := m.rights.explain(accessRead, status, process.User)
		hint := ""
		if command != nil {
			hint = *command
		}
		process.GoUnknown = noPermission("whether it is a Go program is not known: "+why, hint, err.Error())
		return false
	}
	process.Executable, process.ExecutableDeleted = strings.CutSuffix(path, " (deleted)")
	process.Executable = printable([]byte(process.Executable))
	file, err := os.Open(link)
	if err != nil {
		process.GoUnknown = noPermission("its executable may be run but not read", "", err.Error())
		return false
	}
	narrow = isNarrow(file)
	id, err := idOf(file)
	if err == nil {
		process.Go, process.GoUnknown = l.builds.get(id, file)
	}
	if err := errors.Join(err, file.Close()); err != nil {
		process.GoUnknown = unreadableBuild(err.Error())
	}
	return narrow
}

func idOf(file *os.File) (fileID, error) {
	var stat syscall.Stat_t
	if err := syscall.Fstat(int(file.Fd()), &stat); err != nil {
		return fileID{}, os.NewSyscallError("fstat", err)
	}
	return fileID{device: stat.Dev, inode: stat.Ino, modifiedNs: stat.Mtim.Nano(), size: stat.Size}, nil
}

func readStat(pid int) (procStat, error) {
	text, err := readProc(pid, "stat", 4<<10)
	if err != nil {
		return procStat{}, err
	}
	return parseStat(text)
}

// readProc reads at most limit bytes of a file of a process. Plain system calls: os.File would register each of some
// thousand descriptors with the poller, which refuses /proc files anyway.
func readProc(pid int, name string, limit int) ([]byte, error) {
	path := "/proc/" + strconv.Itoa(pid) + "/" + name
	fd, err := retry(func() (int, error) { return syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0) })
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	text := make([]byte, limit)
	length := 0
	for length < limit {
		n, readErr := retry(func() (int, error) { return syscall.Read(fd, text[length:]) })
		if readErr != nil {
			err = &os.PathError{Op: "read", Path: path, Err: readErr}
		}
		if readErr != nil || n <= 0 {
			break
		}
		length += n
	}
	if closeErr := syscall.Close(fd); err == nil && closeErr != nil {
		err = &os.PathError{Op: "close", Path: path, Err: closeErr}
	}
	return text[:length], err
}

func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
