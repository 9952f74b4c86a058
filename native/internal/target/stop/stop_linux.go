//go:build linux && (amd64 || arm64)

package stop

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// Requests of ptrace(2) that package syscall does not name.
const (
	ptraceSeize     = 0x4206
	ptraceInterrupt = 0x4207
	ptraceGetRegSet = 0x4204
	ntPRStatus      = 1
	// wall: wait for threads, too.
	wall = 0x40000000
)

// maxRounds of looking for threads that were started meanwhile.
const maxRounds = 64

// Hold stops the process for at most budget; the time until all threads stand counts. Call Release as soon as possible.
func Hold(pid int, budget time.Duration) (*Held, error) {
	h := &Held{release: make(chan struct{}), ended: make(chan outcome, 1)}
	ready := make(chan error, 1)
	go func() {
		// One thread traces. It is never given back to Go: when this function returns it ends, and with it all that it holds.
		runtime.LockOSThread()
		t := &tracer{pid: pid, threads: map[int]*thread{}, deadline: time.Now().Add(budget)}
		err := t.stopAll()
		if err == nil {
			h.Threads, err = t.registers()
		}
		if err != nil {
			ready <- errors.Join(err, t.letGo())
			return
		}
		ready <- nil
		over := time.NewTimer(time.Until(t.deadline))
		defer over.Stop()
		end := outcome{}
		select {
		case <-h.release:
		case <-over.C:
			end.cut = true
		}
		end.err = t.letGo()
		end.stopped = time.Since(t.began)
		if end.cut || end.stopped > budget {
			end.err = errors.Join(ErrCut{budget}, end.err)
		}
		h.ended <- end
	}()
	if err := <-ready; err != nil {
		return nil, err
	}
	return h, nil
}

type thread struct {
	stopped bool
	// signal was about to be delivered; it is when the thread is let go.
	signal int
}

type tracer struct {
	pid      int
	threads  map[int]*thread
	began    time.Time
	deadline time.Time
}

// stopAll attaches to all threads, which they do not notice, then asks all of them to stop and waits until they do; threads that were started
// before the last one stopped are found by looking again.
func (t *tracer) stopAll() error {
	for range maxRounds {
		fresh, err := t.attach()
		if err != nil {
			return err
		}
		if len(fresh) == 0 {
			if len(t.threads) == 0 {
				return syscall.ESRCH
			}
			return nil
		}
		if t.began.IsZero() {
			// What was started while the first were attached to is attached to before anything stops.
			more, err := t.attach()
			if err != nil {
				return err
			}
			fresh = append(fresh, more...)
			t.began = time.Now()
		}
		for _, tid := range fresh {
			if err := ptrace(ptraceInterrupt, tid, 0, 0); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("PTRACE_INTERRUPT %d: %w", tid, err)
			}
		}
		if err := t.wait(fresh); err != nil {
			return err
		}
	}
	return errors.New("it starts threads faster than they can be stopped")
}

// attach seizes threads that are not yet, and answers them.
func (t *tracer) attach() ([]int, error) {
	names, err := os.ReadDir("/proc/" + strconv.Itoa(t.pid) + "/task")
	if err != nil {
		return nil, err
	}
	var fresh []int
	for _, name := range names {
		tid, err := strconv.Atoi(name.Name())
		if err != nil {
			return nil, err
		}
		if _, known := t.threads[tid]; known {
			continue
		}
		err = ptrace(ptraceSeize, tid, 0, 0)
		switch {
		case errors.Is(err, syscall.ESRCH), errors.Is(err, syscall.EPERM) && ended(t.pid, tid):
			continue
		case err != nil:
			return nil, fmt.Errorf("PTRACE_SEIZE %d: %w", tid, err)
		}
		t.threads[tid] = &thread{}
		fresh = append(fresh, tid)
	}
	return fresh, nil
}

// ended tells of a thread that runs no more: a first thread that ended stays in the list until all have.
func ended(pid, tid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/task/" + strconv.Itoa(tid) + "/stat")
	if err != nil {
		return errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH)
	}
	// The state follows the name, which ends at the last parenthesis.
	at := bytes.LastIndexByte(text, ')')
	return at >= 0 && at+2 < len(text) && (text[at+2] == 'Z' || text[at+2] == 'X')
}

// wait waits for these threads, polling: one that is in the kernel where nothing interrupts it must not hold the others for long.
func (t *tracer) wait(tids []int) error {
	for pending := tids; len(pending) > 0; {
		var next []int
		for _, tid := range pending {
			var status syscall.WaitStatus
			got, err := syscall.Wait4(tid, &status, syscall.WNOHANG|wall, nil)
			switch {
			case errors.Is(err, syscall.EINTR):
				next = append(next, tid)
			case errors.Is(err, syscall.ECHILD), got == tid && (status.Exited() || status.Signaled()):
				delete(t.threads, tid)
			case err != nil:
				return fmt.Errorf("wait4 %d: %w", tid, err)
			case got == tid && status.Stopped():
				t.threads[tid].stopped = true
				// An event above the signal is the stop that was asked for; a signal alone is one on its way.
				if uint32(status)>>16 == 0 {
					t.threads[tid].signal = int(status.StopSignal())
				}
			default:
				next = append(next, tid)
			}
		}
		if pending = next; len(pending) > 0 {
			if time.Now().After(t.deadline) {
				return fmt.Errorf("%d of its threads do not stop: they are in the kernel", len(pending))
			}
			time.Sleep(20 * time.Microsecond)
		}
	}
	return nil
}

// registers of all threads.
func (t *tracer) registers() (map[int]Registers, error) {
	all := make(map[int]Registers, len(t.threads))
	buffer := make([]byte, 16<<10)
	for tid := range t.threads {
		var found Registers
		for _, set := range registerSets {
			n, err := regset(tid, set, buffer)
			if err != nil {
				if set == ntPRStatus {
					return nil, fmt.Errorf("PTRACE_GETREGSET %d: %w", tid, err)
				}
				return nil, fmt.Errorf("the vector registers of thread %d cannot be read: %w", tid, err)
			}
			for at := 0; at+8 <= n; at += 8 {
				found.Words = append(found.Words, binary.LittleEndian.Uint64(buffer[at:]))
			}
			if set == ntPRStatus {
				found.SP, found.Calling = found.Words[stackPointer], calling(found.Words)
				found.Vectors = len(found.Words)
			}
		}
		all[tid] = found
	}
	return all, nil
}

// letGo detaches from all threads that stopped; the rest is let go when the tracing thread ends.
func (t *tracer) letGo() error {
	var failures []error
	for tid, one := range t.threads {
		if !one.stopped {
			continue
		}
		if err := ptrace(syscall.PTRACE_DETACH, tid, 0, uintptr(one.signal)); err != nil && !errors.Is(err, syscall.ESRCH) {
			failures = append(failures, fmt.Errorf("PTRACE_DETACH %d: %w", tid, err))
		}
	}
	return errors.Join(failures...)
}

func ptrace(request, tid int, addr, data uintptr) error {
	_, _, errno := syscall.Syscall6(syscall.SYS_PTRACE, uintptr(request), uintptr(tid), addr, data, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// regset reads one set of registers and answers its length.
func regset(tid, set int, buffer []byte) (int, error) {
	into := syscall.Iovec{Base: unsafe.SliceData(buffer)}
	into.SetLen(len(buffer))
	err := ptrace(ptraceGetRegSet, tid, uintptr(set), uintptr(unsafe.Pointer(&into)))
	runtime.KeepAlive(buffer)
	return int(into.Len), err
}
