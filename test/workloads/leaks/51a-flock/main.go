// A spool directory with a lock file: whoever comes while a crashed run still holds the lock waits in the kernel.
package main

import (
	"errors"
	"log"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

type spool struct{ lock string }

var errBusy = errors.New("spool is locked")

func (s *spool) open() *os.File {
	file, err := os.OpenFile(s.lock, os.O_RDWR, 0)
	if err != nil {
		log.Fatal(err)
	}
	return file
}

func (s *spool) acquire() (*os.File, error) {
	file := s.open()
	return file, syscall.Flock(int(file.Fd()), syscall.LOCK_EX) // leak 51
}

func (s *spool) tryAcquire(times int) (*os.File, error) {
	file := s.open()
	for i := 0; i < times; i++ {
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return file, nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	file.Close()
	return nil, errBusy
}

var (
	jobs   spool
	holder *os.File
)

func crash() {
	dir, err := os.MkdirTemp("", "spool")
	if err != nil {
		log.Fatal(err)
	}
	jobs.lock = filepath.Join(dir, "lock")
	if err := os.WriteFile(jobs.lock, nil, 0o600); err != nil {
		log.Fatal(err)
	}
	// Held by a descriptor that no code will ever close.
	if holder, err = jobs.acquire(); err != nil {
		log.Fatal(err)
	}
}

func main() {
	harness.Main(harness.Program{
		Setup: crash,
		Incident: func(int) {
			if file, err := jobs.acquire(); err == nil {
				file.Close()
			}
		},
		Fixed: func(int) {
			if file, err := jobs.tryAcquire(4); err == nil {
				file.Close()
			}
		},
	})
}
