// Daemons that read their devices by system calls: one thread each, waiting in the kernel for most of their lives.
package main

import (
	"encoding/binary"
	"log"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"example.com/workloads/harness"
)

type device struct {
	fd, feed int
	events   atomic.Uint64
}

func openDevice() *device {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		log.Fatal(err)
	}
	return &device{fd: ends[0], feed: ends[1]}
}

// listen is the input thread.
func (d *device) listen() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	event := make([]byte, 8)
	for {
		n, err := syscall.Read(d.fd, event)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return
		}
		d.events.Add(1)
	}
}

func (d *device) emit(code uint64) {
	syscall.Write(d.feed, binary.LittleEndian.AppendUint64(nil, code))
}

// watchdog asks the kernel to wake it.
func watchdog(every time.Duration) {
	for {
		left := syscall.NsecToTimespec(every.Nanoseconds())
		for syscall.Nanosleep(&left, &left) == syscall.EINTR {
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		go watchdog(20 * time.Second)
		for i := 0; i < 5; i++ {
			d := openDevice()
			go d.listen()
			d.emit(1)
			if load {
				go func() {
					for code := range time.Tick(3 * time.Millisecond) {
						d.emit(uint64(code.UnixNano()))
					}
				}()
			}
		}
	})
}
