package wire

// CPUParams of the call `cpu`.
type CPUParams struct {
	PID        int   `json:"pid"`
	DurationMs int64 `json:"durationMs"`
	// Hz is the samples a second of CPU time of a thread; 99 where it is left out.
	Hz int `json:"hz"`
}

// CPUProfile answers `cpu`.
type CPUProfile struct {
	PID int `json:"pid"`
	// Profile is a pprof document, compressed; base64 in JSON.
	Profile    []byte `json:"profile"`
	DurationMs int64  `json:"durationMs"`
	// PeriodNs is the CPU time that each sample stands for.
	PeriodNs int64 `json:"periodNs"`
	// Threads that were sampled from the beginning; those that they started are, too.
	Threads int   `json:"threads"`
	Samples int64 `json:"samples"`
	// Stacks are the distinct ones.
	Stacks int `json:"stacks"`
	// Lost samples: taken, but there was no room for them. Damaged records could not be read.
	Lost    int64 `json:"lost"`
	Damaged int64 `json:"damaged"`
	// Kernel: time inside the kernel is counted, under the function that called it.
	Kernel bool `json:"kernel"`
	// Ended: the process ended before the time was over.
	Ended bool `json:"ended"`
	// OwnCPUMs is the CPU time that the sampler used meanwhile.
	OwnCPUMs int64 `json:"ownCpuMs"`
	// Notes say what is missing, one sentence each. They are comments in the profile, too.
	Notes []string `json:"notes"`
}
