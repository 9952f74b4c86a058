package wire

// ProtocolMajor changes when a message changes its meaning: the other side then refuses to go on. ProtocolMinor counts
// additions.
const (
	ProtocolMajor = 1
	ProtocolMinor = 2
)

// Message is one of Hello, Call, Cancel, Credit, Answer and Failure. The JSON object carries its kind in `type`.
type Message interface{ messageType() string }

// Hello is the first frame of the sampler.
type Hello struct {
	Type     string   `json:"type"`
	Protocol Protocol `json:"protocol"`
	// Build is the version of Parkscope that the sampler was built from.
	Build string `json:"build"`
	// OS and Arch as in GOOS and GOARCH.
	OS   string `json:"os"`
	Arch string `json:"arch"`
	// Capabilities names the calls that this sampler answers on this system.
	Capabilities []string `json:"capabilities"`
}

// Protocol is the version that the sampler speaks.
type Protocol struct {
	Major int `json:"major"`
	Minor int `json:"minor"`
}

// Call asks the sampler. Ids are positive and chosen by the caller; one is free again when its answer or failure was sent.
type Call struct {
	Type   string `json:"type"`
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Params Raw    `json:"params"`
}

// Cancel gives up a call, which then fails with CodeCancelled. A call that is already answered makes it a no-op.
type Cancel struct {
	Type string `json:"type"`
	ID   int64  `json:"id"`
}

// Answer ends a call; Name repeats the call's, so that a recording can be read alone.
type Answer struct {
	Type   string `json:"type"`
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Answer Raw    `json:"answer"`
}

// Failure ends a call, or with id 0 tells of a frame that belongs to none.
type Failure struct {
	Type  string `json:"type"`
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Error Error  `json:"error"`
}

func (Hello) messageType() string   { return "hello" }
func (Call) messageType() string    { return "call" }
func (Cancel) messageType() string  { return "cancel" }
func (Answer) messageType() string  { return "answer" }
func (Failure) messageType() string { return "error" }

// Error says why a call failed, for people: what happened, what to do about it, and what the system said.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
	Detail  string `json:"detail"`
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Codes of Error.
const (
	// CodeNotGo: the process runs no Go program, or one that hides it.
	CodeNotGo = "not-go"
	// CodeUnsupportedGo: the layout of its version of Go is not known.
	CodeUnsupportedGo = "unsupported-go-version"

	CodeNoPermission  = "no-permission"
	CodeGone          = "gone"
	CodeUnsupportedOS = "unsupported-os"
	CodeInternal      = "internal"
	CodeBadRequest    = "bad-request"
	CodeBadFrame      = "bad-frame"
	CodeTooLarge      = "too-large"
	CodeCancelled     = "cancelled"
)

// ProcessList answers `list`.
type ProcessList struct {
	// Processes are ordered by pid. The sampler itself is not among them, nor what ended while the list was made.
	Processes []Process `json:"processes"`
	// TakenMs is when, in milliseconds since the epoch.
	TakenMs int64 `json:"takenMs"`
	// Notes say what the list cannot show, one sentence each.
	Notes []string `json:"notes"`
}

// Process is one local process, as far as the sampler may look.
type Process struct {
	PID  int `json:"pid"`
	PPID int `json:"ppid"`
	UID  int `json:"uid"`
	// User is the name of UID, or the number where the system knows no name.
	User string `json:"user"`
	// Name is the kernel's name of the process, at most 15 bytes.
	Name string `json:"name"`
	// Command is the command line, arguments separated by spaces, cut after 1024 bytes with `…`; empty for kernel threads.
	Command string `json:"command"`
	// Executable is the path as the process sees it; empty where it may not be read or there is none.
	Executable string `json:"executable"`
	// ExecutableDeleted: the file was deleted or replaced since the process started.
	ExecutableDeleted bool `json:"executableDeleted"`
	// State is the kernel's letter: R running, S sleeping, D in the kernel, T stopped, t traced,
	// Z ended and not waited for, I idle in the kernel.
	State string `json:"state"`
	// StartMs is the start in milliseconds since the epoch, exact to 10 ms.
	StartMs int64 `json:"startMs"`
	// CPUSeconds is user and system time since the start.
	CPUSeconds float64 `json:"cpuSeconds"`
	// CPUPercent of one processor, while the list was made or since the list before; null where that is not known.
	CPUPercent *float64 `json:"cpuPercent"`
	RSSBytes   int64    `json:"rssBytes"`
	Threads    int      `json:"threads"`
	// Container is the 64-digit id in the cgroup path, or null.
	Container *string `json:"container"`
	// Go is what the executable says of itself; null where it is not a Go program or GoUnknown says why that is not known.
	Go *GoBuild `json:"go"`
	// GoUnknown: the executable could not be examined.
	GoUnknown *Error `json:"goUnknown"`
	// Goroutines that have not ended, without those of the runtime itself; null where that is not known: no Go program, or its memory
	// may not be read.
	Goroutines *int64 `json:"goroutines"`
	// Features are given for Go programs only.
	Features []Feature `json:"features"`
}

// GoBuild is the build information in a Go executable; a string is empty where it says nothing.
type GoBuild struct {
	// Version as in runtime.Version, with experiments: `go1.26.8 X:nosynchashtriemap`.
	Version string `json:"version"`
	// Main is the import path of the main package.
	Main string `json:"main"`
	// Module is the path of the main module, ModuleVersion its version (`v1.2.3`, `(devel)`).
	Module        string `json:"module"`
	ModuleVersion string `json:"moduleVersion"`
	// Revision is the commit; RevisionTime its time as RFC 3339.
	Revision     string `json:"revision"`
	RevisionTime string `json:"revisionTime"`
	// Dirty: built with changes that were not committed; null where the build says nothing.
	Dirty *bool `json:"dirty"`
}

// Feature is one thing that Parkscope can do with a process, found out by doing it.
type Feature struct {
	// Name: `memory` is reading the process' memory, which goroutines, channels and heap counters come from; `perf` sampling its
	// CPU use; `ptrace` attaching as a debugger does; `ebpf` loading programs that watch it; `launch` starting its executable as
	// our child.
	Name      string `json:"name"`
	Available bool   `json:"available"`
	// Why not, one sentence; empty when available.
	Why string `json:"why"`
	// Command is the one shell command that would allow it, or null where there is none.
	Command *string `json:"command"`
	// Detail is what the system said: `process_vm_readv: EPERM`.
	Detail string `json:"detail"`
}

// SnapshotCounts say how good a snapshot is.
type SnapshotCounts struct {
	Goroutines int `json:"goroutines"`
	// Dead entries of the list: goroutines that ended, kept by the runtime for the next ones.
	Dead int `json:"dead"`
	// Running ones have no stack here: it changes with every instruction.
	Running int `json:"running"`
	// Retried readings of one goroutine, because it changed meanwhile.
	Retried int `json:"retried"`
	// Moved goroutines changed in every attempt; Torn ones had frames that do not end where stacks end. Both have no stack.
	Moved int `json:"moved"`
	Torn  int `json:"torn"`
	// Disagree: stacks whose frame pointers lead elsewhere than the compiler's tables, which are exact.
	Disagree     int `json:"disagree"`
	LabelsUnread int `json:"labelsUnread"`
	// WaitsLost: what a goroutine waits on was not there any more when it was read.
	WaitsLost int `json:"waitsLost"`
	// SpanNs is how long the reading took: goroutines are from within this time, not of one moment.
	SpanNs int64 `json:"spanNs"`
}
