// A modem driver that reads its device by system calls: a modem that is switched off keeps the thread.
package main

import (
	"log"
	"sync"
	"syscall"

	"example.com/workloads/harness"
)

type modem struct{ in, line int }

func openModem() *modem {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		log.Fatal(err)
	}
	return &modem{ends[0], ends[1]}
}

func (m *modem) status() (byte, error) {
	answer := make([]byte, 1)
	_, err := syscall.Read(m.in, answer) // leak 51
	return answer[0], err
}

func (m *modem) poll() (byte, error) {
	if err := syscall.SetNonblock(m.in, true); err != nil {
		return 0, err
	}
	answer := make([]byte, 1)
	_, err := syscall.Read(m.in, answer)
	return answer[0], err
}

var (
	mu     sync.Mutex
	modems []*modem
)

func dial() *modem {
	m := openModem()
	mu.Lock()
	modems = append(modems, m)
	mu.Unlock()
	return m
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { dial().status() },
		Fixed:    func(int) { dial().poll() },
	})
}
