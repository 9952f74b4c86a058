//go:build !linux || !(amd64 || arm64)

package kernel

// Bits of capabilities, which are of no meaning here.
const (
	CapSysPtrace = 0
	CapPerfmon   = 0
)

// BecomeUser answers ErrUnsupported.
func BecomeUser(int, int, uint64) error { return ErrUnsupported }

// Owner answers ErrUnsupported.
func Owner(string) (uid, gid int, err error) { return 0, 0, ErrUnsupported }
