//go:build !unix

package kernel

import "os"

// SendSignal answers ErrUnsupported.
func SendSignal(*os.Process, int) error { return ErrUnsupported }

// EndOf knows no signals here.
func EndOf(state *os.ProcessState) (code, signal int) { return state.ExitCode(), 0 }

// CloseOnExec has nothing to do: no descriptors are inherited.
func CloseOnExec(int) {}
