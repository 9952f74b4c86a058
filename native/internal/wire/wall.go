package wire

// FinishParams of the call `finish`: those of the name, `cpu` or `wall`, that run about the process then answer what they have.
type FinishParams struct {
	Name string `json:"name"`
	PID  int    `json:"pid"`
}

// Finish answers `finish`: how many calls that were.
type Finish struct {
	Finished int `json:"finished"`
}

// WallParams of the call `wall`.
type WallParams struct {
	PID        int   `json:"pid"`
	DurationMs int64 `json:"durationMs"`
	// Hz is how often goroutines are read in a second; 10 where it is left out.
	Hz int `json:"hz"`
}

// WallProfile answers `wall`.
type WallProfile struct {
	PID int `json:"pid"`
	// Profile is a pprof document, compressed; base64 in JSON. Its sample types are `samples` in `count` and `wall` in `nanoseconds`.
	Profile    []byte `json:"profile"`
	DurationMs int64  `json:"durationMs"`
	// Moments at which goroutines were read, and those that were due and missed: each reading took too long.
	Moments int64 `json:"moments"`
	Dropped int64 `json:"dropped"`
	// Goroutines at the last moment, and at most.
	Goroutines    int64 `json:"goroutines"`
	MaxGoroutines int64 `json:"maxGoroutines"`
	// Samples are goroutines times moments; Stackless of them had no stack, most because they ran.
	Samples   int64 `json:"samples"`
	Stackless int64 `json:"stackless"`
	// Stacks are the distinct ones.
	Stacks int `json:"stacks"`
	// MaxSpanNs is how long the slowest reading took.
	MaxSpanNs int64 `json:"maxSpanNs"`
	// Ended: the process ended before the time was over.
	Ended bool `json:"ended"`
	// OwnCPUMs is the CPU time that the sampler used meanwhile.
	OwnCPUMs int64 `json:"ownCpuMs"`
	// Notes say what is missing, one sentence each. They are comments in the profile, too.
	Notes []string `json:"notes"`
}
