//go:build !linux || !(amd64 || arm64)

package target

// Open answers that this system is not supported.
func Open(int) (Process, error) { return nil, unsupported() }
