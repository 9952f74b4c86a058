//go:build unix

package main

import "syscall"

// readBlocking reads in a system call that holds its thread.
func readBlocking(fd int, into []byte) {
	for {
		if _, err := syscall.Read(fd, into); err != syscall.EINTR {
			return
		}
	}
}
