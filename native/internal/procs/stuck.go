package procs

import (
	"fmt"
	"sync"
	"time"

	"parkscope/native/internal/wire"
)

// stuck are the processes of which a look has not come back. A pid may be another process' by now, so the start counts, too.
type stuck struct {
	lock sync.Mutex
	pids map[int]int64
}

func (s *stuck) has(pid int, startMs int64) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	start, is := s.pids[pid]
	return is && start == startMs
}

func (s *stuck) add(pid int, startMs int64) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.pids == nil {
		s.pids = map[int]int64{}
	}
	s.pids[pid] = startMs
}

func (s *stuck) remove(pid int) {
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.pids, pid)
}

func silent(limit time.Duration) *wire.Error {
	return &wire.Error{
		Code:    wire.CodeInternal,
		Message: fmt.Sprintf("whether it is a Go program is not known: its executable or its memory did not answer within %v", limit),
		Hint:    "",
		Detail:  "a mount whose server is gone, or a process that the kernel holds",
	}
}
