//go:build !linux || !(amd64 || arm64)

package kernel

// LinkRegister is of no meaning here.
const LinkRegister = false

// Event cannot be had here.
type Event struct{}

// Ring cannot be had here.
type Ring struct{}

// OpenEvent answers ErrUnsupported.
func OpenEvent(int, int, Sampling) (*Event, error) { return nil, ErrUnsupported }

// OpenRing answers ErrUnsupported.
func OpenRing(*Event) (*Ring, error) { return nil, ErrUnsupported }

// Into answers ErrUnsupported.
func (e *Event) Into(*Event) error { return ErrUnsupported }

// Enable answers ErrUnsupported.
func (e *Event) Enable() error { return ErrUnsupported }

// Disable answers ErrUnsupported.
func (e *Event) Disable() error { return ErrUnsupported }

// Close has nothing to close.
func (e *Event) Close() error { return nil }

// Take has nothing to take.
func (r *Ring) Take(buffer []byte) []byte { return appendRing(buffer, nil, 0, 0) }

// Close has nothing to close.
func (r *Ring) Close() error { return nil }

// TryPerf answers ErrUnsupported.
func TryPerf(int) error { return ErrUnsupported }

// TryBPF answers ErrUnsupported.
func TryBPF() error { return ErrUnsupported }

// MayExecute answers ErrUnsupported.
func MayExecute(string) error { return ErrUnsupported }

// ProcessCPUNs answers ErrUnsupported.
func ProcessCPUNs(int) (int64, error) { return 0, ErrUnsupported }

// MonotonicNs answers ErrUnsupported.
func MonotonicNs() (int64, error) { return 0, ErrUnsupported }

// File cannot be had here.
type File struct{}

// OpenFile answers ErrUnsupported.
func OpenFile(string) (*File, error) { return nil, ErrUnsupported }

// Read answers ErrUnsupported.
func (f *File) Read([]byte) (int, error) { return 0, ErrUnsupported }

// Size answers ErrUnsupported.
func (f *File) Size() (int64, error) { return 0, ErrUnsupported }

// Close has nothing to close.
func (f *File) Close() error { return nil }
