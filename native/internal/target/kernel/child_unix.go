//go:build unix

package kernel

import (
	"errors"
	"os"
	"syscall"
)

// SendSignal sends a signal by number. ErrGone: the process has ended.
func SendSignal(process *os.Process, number int) error {
	err := process.Signal(syscall.Signal(number))
	if errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) {
		return ErrGone
	}
	return err
}

// EndOf tells how a process ended: its code, or -1 and the number of the signal that ended it.
func EndOf(state *os.ProcessState) (code, signal int) {
	if status, is := state.Sys().(syscall.WaitStatus); is && status.Signaled() {
		return -1, int(status.Signal())
	}
	return state.ExitCode(), 0
}

// CloseOnExec keeps a descriptor of ours from the programs that we start.
func CloseOnExec(fd int) { syscall.CloseOnExec(fd) }
