package goroutines

import (
	"context"
	"sync"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/wire"
)

// Statuses of a goroutine (runtime2.go), without the bit that a GC scan sets.
const (
	statusIdle      = 0
	statusRunnable  = 1
	statusRunning   = 2
	statusSyscall   = 3
	statusWaiting   = 4
	statusDead      = 6
	statusCopystack = 8
	statusPreempted = 9
	statusLeaked    = 10 // 1.26: waiting, and the GC found that nothing can wake it
	statusDeadExtra = 11
	statusScan      = 0x1000
)

var statusNames = map[uint32]string{
	statusRunnable: "runnable", statusRunning: "running", statusSyscall: "syscall", statusWaiting: "waiting",
	statusCopystack: "copystack", statusPreempted: "preempted", statusLeaked: "waiting",
}

// Missing stacks.
const (
	StackWhole   = 0
	StackRunning = 1 // it runs: its stack changes with every instruction
	StackMoved   = 2 // it changed during every attempt to read it
	StackUnknown = 3 // its frames do not end where stacks end
)

// Goroutine is one goroutine at about one time.
type Goroutine struct {
	ID, Parent uint64
	// State as Go prints it: a wait reason, or `running`, `runnable`, `syscall`.
	State string
	// WaitNs is how long it has been waiting at least, as the last garbage collections saw it; -1 when not known.
	WaitNs int64
	// SinceMs is when the wait was first seen or, where the runtime tells, began: milliseconds since the epoch, 0 for what does not
	// wait. Only a Series tells it.
	SinceMs float64
	// Stack is an index into Snapshot.Stacks, -1 with a reason in Missing.
	Stack int
	// Small fields beside each other: there are hundred thousands of these.
	Leaked         bool
	LockedToThread bool
	// System: started by the runtime for itself.
	System  bool
	Missing uint8
	// Creator is the frame with the go statement, -1 for the first goroutine; Start the function it began with.
	Creator int32
	// entry is the index in the runtime's list.
	entry int32
	Start string
	// Labels is an index into Snapshot.Labels, -1 for none.
	Labels int

	waiting uint64 // *sudog
	g       uint64
	// labels is the pointer to them.
	labels uint64
}

// Frame is one call in a stack.
type Frame struct {
	Function, File string
	Line           int32
	// Offset of the return address in the function with code of its own; 0 for inlined calls.
	Offset  uint64
	Inlined bool
}

// Stack is frames, innermost first. After the first Before frames, Elided calls are left out; 0 when it is whole.
type Stack struct {
	Frames []int32
	Before int
	Elided uint64
}

// Label is one pprof label.
type Label struct{ Key, Value string }

// Snapshot is what one reading gave.
type Snapshot struct {
	Goroutines []Goroutine
	Stacks     []Stack
	Frames     []Frame
	Labels     [][]Label
	Objects    []Object
	Waits      []Wait
	Counts     wire.SnapshotCounts
	Notes      []string
}

const (
	// maxGoroutines bounds what a damaged count makes us read; the stacks of so many take 8 GB at least.
	maxGoroutines = 1 << 22
	// batchSize is how many structures are read at once by the readers of waits.
	batchSize = 2048
	attempts  = 3
)

// Clock is nanotime of the system.
type Clock func() (int64, error)

// taker is what one reading shares: the dictionaries and what was found. Only interning is for several at a time, under lock.
type taker struct {
	*Program
	ctx context.Context
	Snapshot
	size   uint64
	ranges []memory.Range
	now    int64

	lock     sync.Mutex
	stacks   map[stackKey]int
	frames   map[Frame]int32
	labels   map[string]int
	names    map[uint64]string
	creators map[uint64]int32
	calls    map[callKey][]int32
	// called is how many calls all stacks have together.
	called int
}

// Snapshot reads all goroutines. The error is a *wire.Error, of the context or of the process.
func (p *Program) Snapshot(ctx context.Context, clock Clock) (*Snapshot, error) {
	moment, err := p.Series().Next(ctx, clock)
	if err != nil {
		return nil, err
	}
	return moment.Snapshot, nil
}
