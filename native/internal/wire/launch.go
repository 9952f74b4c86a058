package wire

// LaunchParams of the call `launch`.
type LaunchParams struct {
	// Command and its arguments; the command is looked for in PATH unless it has a slash.
	Command []string `json:"command"`
	// Dir is the working folder; the sampler's own where it is empty.
	Dir string `json:"dir"`
	// Stdio: the program gets the input and outputs that the sampler was started with (--stdio); else it has none.
	Stdio bool `json:"stdio"`
}

// Launch answers `launch`.
type Launch struct {
	PID int `json:"pid"`
	// StartMs is when it began, since the epoch, as the process list says: with the pid it names this process and no later one. 0 when it has
	// ended already.
	StartMs int64 `json:"startMs"`
	// Executable is the path that was found.
	Executable string `json:"executable"`
	// Ready: it is a Go program whose runtime has begun, so that its goroutines can be read. One that is no Go program, or has ended, or
	// takes longer to begin is not.
	Ready bool `json:"ready"`
	// Why it is not ready, one sentence; empty when it is.
	Why string `json:"why"`
}

// AwaitParams of the call `await`, for a program of `launch`.
type AwaitParams struct {
	PID int `json:"pid"`
}

// Await answers `await`, when the program has ended.
type Await struct {
	PID int `json:"pid"`
	// Code that it ended with; -1 when a signal ended it.
	Code int `json:"code"`
	// Signal that ended it, as its number; 0 when none did.
	Signal int `json:"signal"`
	// LastedMs from start to end, CPUMs of all its threads.
	LastedMs int64 `json:"lastedMs"`
	CPUMs    int64 `json:"cpuMs"`
}

// SignalParams of the call `signal`, for a program of `launch`.
type SignalParams struct {
	PID int `json:"pid"`
	// Signal is its number.
	Signal int `json:"signal"`
}

// Signal answers `signal`; Sent is false for a program that has ended.
type Signal struct {
	Sent bool `json:"sent"`
}
