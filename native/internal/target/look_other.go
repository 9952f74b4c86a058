//go:build !linux || !(amd64 || arm64)

package target

import "parkscope/native/internal/wire"

// Machine is what all processes of one list share: nothing here.
type Machine struct{}

// ReadMachine answers that this system is not supported.
func ReadMachine() (Machine, error) { return Machine{}, unsupported() }

// Notes are none.
func (m Machine) Notes() []string { return []string{} }

// Pids answers that this system is not supported.
func Pids() ([]int, error) { return nil, unsupported() }

// Glance sees no process.
func (l *Lister) Glance(int, Machine) (wire.Process, bool) { return wire.Process{}, false }

// Look sees no process.
func (l *Lister) Look(int, Machine) (wire.Process, bool) { return wire.Process{}, false }

// ExplainPerf answers that this system is not supported.
func ExplainPerf(int, error) *wire.Error { return unsupported() }
