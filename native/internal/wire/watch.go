package wire

import "context"

// WatchParams of the call `watch`.
type WatchParams struct {
	PID int `json:"pid"`
	// GoroutinesEveryMs is the time between two moments, 1000 where it is left out; CountersEveryMs between two rows of counters, 100.
	GoroutinesEveryMs int64 `json:"goroutinesEveryMs"`
	CountersEveryMs   int64 `json:"countersEveryMs"`
	// BudgetPercent of one processor that the sampler may use; 5 where it is left out. It looks less often to keep to it.
	BudgetPercent float64 `json:"budgetPercent"`
	// Holders: also search stacks for the objects that goroutines wait on.
	Holders bool `json:"holders"`
	// HoldersFirst: with the first moment, too, which then takes longer.
	HoldersFirst bool `json:"holdersFirst,omitempty"`
}

// Watch answers `watch`, after its tables came as batches; internal/watch/README.md has them.
type Watch struct {
	PID int `json:"pid"`
	// Ended: the process ended; Reason says it in one sentence, or what else ended the watch, which may then be begun again.
	Ended  bool   `json:"ended"`
	Reason string `json:"reason"`
	// Moments were sent, Dropped ones missed: late, without credit, or not readable.
	Moments int64 `json:"moments"`
	Dropped int64 `json:"dropped"`
	// OwnCPUMs is the CPU time that the sampler used meanwhile.
	OwnCPUMs int64 `json:"ownCpuMs"`
	// Notes say what is special or missing, one sentence each.
	Notes []string `json:"notes"`
}

// PaceParams of the call `pace`, which changes the steps of a watch that runs; Call is the id of that.
type PaceParams struct {
	Call              int64 `json:"call"`
	GoroutinesEveryMs int64 `json:"goroutinesEveryMs"`
	CountersEveryMs   int64 `json:"countersEveryMs"`
}

// Pace answers `pace` with the steps that were asked for; `moments.everyMs` says which are in force.
type Pace struct {
	GoroutinesEveryMs int64 `json:"goroutinesEveryMs"`
	CountersEveryMs   int64 `json:"countersEveryMs"`
}

type callKey struct{}

// WithCall gives the context of a call its id.
func WithCall(ctx context.Context, id int64) context.Context {
	return context.WithValue(ctx, callKey{}, id)
}

// CallOf is the id of the call that the context belongs to, 0 where there is none.
func CallOf(ctx context.Context) int64 {
	id, _ := ctx.Value(callKey{}).(int64)
	return id
}
