package wire

// CountersParams of the call `counters`.
type CountersParams struct {
	PID int `json:"pid"`
	// EveryMs is the time between two rows; 100 where it is left out.
	EveryMs int64 `json:"everyMs"`
	// DurationMs is 0 for until the call is cancelled or the process ends.
	DurationMs int64 `json:"durationMs"`
}

// Counters answers `counters`, after the rows of the table `counters` came as batches. All columns are f64: NaN is a number that
// was not read in that row or cannot be had, +Inf a limit that is not set.
type Counters struct {
	PID int `json:"pid"`
	// Scheduled rows were due, Taken were sent, Dropped were missed: late, or without credit.
	Scheduled int64 `json:"scheduled"`
	Taken     int64 `json:"taken"`
	Dropped   int64 `json:"dropped"`
	MaxLateNs int64 `json:"maxLateNs"`
	// Ended: the process ended before the time was over.
	Ended bool `json:"ended"`
	// OwnCPUMs is the CPU time that the sampler used meanwhile.
	OwnCPUMs int64 `json:"ownCpuMs"`
	// Notes say what is missing, one sentence each.
	Notes []string `json:"notes"`
}
