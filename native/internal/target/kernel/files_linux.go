//go:build amd64 || arm64

package kernel

import (
	"errors"
	"os"
	"syscall"
)

// File is a file or folder of /proc or of control groups that is kept open and read again and again. It makes plain system calls: package os
// would ask the poller about each descriptor, which costs more than reading what is in it. Use it from one goroutine at a time.
type File struct {
	fd   int
	name string
}

// OpenFile opens one to be read. Errors are of os.
func OpenFile(name string) (*File, error) {
	for {
		fd, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return nil, &os.PathError{Op: "open", Path: name, Err: err}
		}
		return &File{fd, name}, nil
	}
}

// Read reads its beginning, as it is now; what does not fit into the buffer is left out.
func (f *File) Read(buffer []byte) (int, error) {
	for {
		n, err := syscall.Pread(f.fd, buffer, 0)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return 0, &os.PathError{Op: "read", Path: f.name, Err: err}
		}
		return n, nil
	}
}

// Size is what the kernel says it has: of /proc/PID/fd, since Linux 6.2, how many files are open.
func (f *File) Size() (int64, error) {
	var stat syscall.Stat_t
	if err := syscall.Fstat(f.fd, &stat); err != nil {
		return 0, &os.PathError{Op: "stat", Path: f.name, Err: err}
	}
	return stat.Size, nil
}

// Close closes it; nil has nothing to close.
func (f *File) Close() error {
	if f == nil {
		return nil
	}
	return syscall.Close(f.fd)
}
