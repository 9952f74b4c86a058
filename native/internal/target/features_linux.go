//go:build amd64 || arm64

package target

import (
	"os"
	"strconv"
	"strings"

	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

// tryFeatures tries each. It costs five system calls.
func tryFeatures(pid int, status procStatus, user string, m machine) []wire.Feature {
	memory := m.rights.memoryFeature(tryMemory(pid), status, user)
	return []wire.Feature{
		memory,
		m.rights.perfFeature(kernel.TryPerf(pid), status, user),
		m.rights.ptraceFeature(memory, status),
		m.rights.ebpfFeature(m.bpf),
		launchFeature(kernel.MayExecute("/proc/" + strconv.Itoa(pid) + "/exe")),
	}
}

func readParanoid() int {
	text, err := os.ReadFile("/proc/sys/kernel/perf_event_paranoid")
	if err != nil {
		return noParanoid
	}
	level, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return noParanoid
	}
	return level
}

// ExplainPerf tells why the CPU use of a process could not be sampled, and the one command that would allow it.
func ExplainPerf(pid int, failed error) *wire.Error {
	text, err := readProc(pid, "status", 16<<10)
	if err != nil {
		return gone()
	}
	status, err := parseStatus(text)
	if err != nil {
		return unreadableBuild(err.Error())
	}
	machine, err := readMachine()
	if err != nil {
		return &wire.Error{Code: wire.CodeInternal, Message: "this machine cannot be examined", Detail: err.Error()}
	}
	machine.rights.paranoid = readParanoid()
	var users userCache
	feature := machine.rights.perfFeature(failed, status, users.name(status.uid))
	code, hint := wire.CodeNoPermission, ""
	if feature.Command != nil {
		hint = *feature.Command
	} else if !os.IsPermission(failed) {
		code = wire.CodeInternal
	}
	return &wire.Error{
		Code: code, Hint: hint, Detail: feature.Detail,
		Message: "the CPU use of process " + strconv.Itoa(pid) + " may not be sampled: " + feature.Why,
	}
}
