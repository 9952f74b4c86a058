package wire

// ReachParams of the call `reach`.
type ReachParams struct {
	PID int `json:"pid"`
	// LimitBytes is how much may be copied of the process; 0 for 4 GB.
	LimitBytes int64 `json:"limitBytes"`
	// Prove stops the process twice when the look leaves something unreachable, each time for at most MaxStopMs (0 for 250).
	Prove     bool  `json:"prove"`
	MaxStopMs int64 `json:"maxStopMs"`
	// Explain names goroutines, at most 256, for which the answer tells what keeps the object that they wait for.
	Explain []uint64 `json:"explain"`
}

// CoreParams of the calls `coreMoment` and `coreReach`, which look into a core file as `watch` and `reach` look into a process: the first
// sends the tables of one moment and answers Watch, the second those of `reach` and answers Reach. The pid is that of the process that was.
type CoreParams struct {
	// Core is the file, Executable the program that it is of.
	Core       string `json:"core"`
	Executable string `json:"executable"`
	// Explain names goroutines as in ReachParams; for `coreReach`.
	Explain []uint64 `json:"explain"`
}

// Reach answers `reach`, after its tables came as batches. `groups` are goroutines that can never wake and belong together, `verdicts` the
// goroutines of each, `objects` what each group waits for; `ways` lead by `steps` from what runs to what a goroutine waits for. Before them come
// batches of `progress`, each of one row with how far it is: phase (u8: 0 a pass reads, 1 it marks what is reached, 2 the process is about to be
// stopped; nothing is told meanwhile), pass (u8, from 1 on; stops are those after passes), passes (u8) and, for phases 0 and 1, bytes done of a
// total (f64). At most one in 50 ms and one at the beginning of each phase.
type Reach struct {
	PID     int    `json:"pid"`
	Version string `json:"version"`
	Arch    string `json:"arch"`
	TakenMs int64  `json:"takenMs"`
	// Grade of the verdicts: `strong` from a program that ran meanwhile, `proven` from one that was stopped twice.
	Grade string `json:"grade"`
	// Unproven says in one sentence why a proof that was asked for is none; empty otherwise.
	Unproven string       `json:"unproven"`
	Scanned  ReachScanned `json:"scanned"`
	// Notes say what is special or missing, one sentence each.
	Notes []string `json:"notes"`
}

// ReachScanned says on what the verdicts rest. Bytes, objects and goroutines are those of the last pass.
type ReachScanned struct {
	// Passes that agree; fewer than three when one found nothing. Retried ones moved too fast.
	Passes  int `json:"passes"`
	Retried int `json:"retried"`
	// HeapBytes in objects; CopiedBytes of heap, stacks, variables and queues.
	HeapBytes   uint64 `json:"heapBytes"`
	CopiedBytes uint64 `json:"copiedBytes"`
	Objects     uint64 `json:"objects"`
	// Reached objects.
	Reached uint64 `json:"reached"`
	// RootWords outside the heap that were taken as pointers.
	RootWords  int `json:"rootWords"`
	Goroutines int `json:"goroutines"`
	// Suspects wait for something that only other goroutines can bring about.
	Suspects int `json:"suspects"`
	// Unclear waits were not understood or about to end; their goroutines count as running.
	Unclear int `json:"unclear"`
	// ReadNs and MarkNs are of all passes.
	ReadNs int64 `json:"readNs"`
	MarkNs int64 `json:"markNs"`
	// ExpectedStopNs is how long one stop of a proof would take, from the passes of the look.
	ExpectedStopNs int64 `json:"expectedStopNs"`
	// StopNs is how long the process stood still, each time.
	StopNs []int64 `json:"stopNs"`
}
