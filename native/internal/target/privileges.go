package target

import (
	"fmt"
	"strings"

	"parkscope/native/internal/wire"
)

// Capabilities, as in include/uapi/linux/capability.h.
const (
	capSysPtrace = 1 << 19
	capSysAdmin  = 1 << 21
	capPerfmon   = 1 << 38
	capBPF       = 1 << 39
)

// grantable are the capabilities that the commands name, in their order.
var grantable = []struct {
	bit  uint64
	name string
}{{capSysPtrace, "cap_sys_ptrace"}, {capPerfmon, "cap_perfmon"}, {capBPF, "cap_bpf"}}

// rights are the facts that decide whether the kernel lets the sampler look into a process (ptrace(2), "Ptrace access mode
// checking"). They only explain a refusal that has happened: what is allowed is found out by trying.
type rights struct {
	sampler procStatus
	// samplerPath is the sampler's executable, for the command that gives it a capability.
	samplerPath string
	// samplerOwner is the uid that owns that file.
	samplerOwner int
	// yama is kernel.yama.ptrace_scope, or -1 where that module is not there.
	yama int
	// paranoid is kernel.perf_event_paranoid; noParanoid where it cannot be read.
	paranoid int
}

// access is what was tried. Yama restricts attaching only.
type access int

const (
	accessRead   access = iota // PTRACE_MODE_READ: /proc/PID/exe
	accessAttach               // PTRACE_MODE_ATTACH: memory
)

// explain says in one sentence why the kernel refused, and gives the one command that would allow it, if there is one.
func (r rights) explain(tried access, target procStatus, user string) (why string, command *string) {
	yama := r.yama
	if tried == accessRead {
		yama = 0
	}
	capable := r.sampler.effective&capSysPtrace != 0
	switch {
	case yama == 3:
		return "kernel.yama.ptrace_scope is 3: no process may read another until the next boot", nil
	case capable:
		return "the kernel refuses although the sampler has CAP_SYS_PTRACE: a security module or another user namespace", nil
	}
	switch {
	case target.uid != r.sampler.uid:
		why = fmt.Sprintf("it runs as %s, the sampler as uid %d without CAP_SYS_PTRACE", user, r.sampler.uid)
	case target.gid != r.sampler.gid:
		why = fmt.Sprintf("it runs in group %d, the sampler in group %d without CAP_SYS_PTRACE", target.gid, r.sampler.gid)
	case target.permitted&^r.sampler.permitted != 0:
		why = "it has capabilities that the sampler has not"
	case yama == 1:
		why = "kernel.yama.ptrace_scope is 1: a process may only read its own children (those of `parkscope run` are)"
	case yama == 2:
		why = "kernel.yama.ptrace_scope is 2: reading a process needs CAP_SYS_PTRACE"
	default:
		why = "the process is marked as not readable (it changed its user, or its executable may not be read)"
	}
	switch {
	case r.sampler.bounding&capSysPtrace == 0:
		return why + "; this container or service cannot have CAP_SYS_PTRACE (docker run --cap-add SYS_PTRACE)", nil
	case r.sampler.noNewPrivs:
		return why + "; no_new_privs keeps the sampler from getting CAP_SYS_PTRACE", nil
	}
	return why, r.grant(capSysPtrace)
}

// grant is the command that gives the sampler the capabilities, beside those of the list that it has, and to whoever runs it now
// alone: an executable with them lets all who may run it read every process.
func (r rights) grant(capabilities uint64) *string {
	var names []string
	for _, each := range grantable {
		if (capabilities|r.sampler.permitted)&each.bit != 0 {
			names = append(names, each.name)
		}
	}
	path := "'" + strings.ReplaceAll(r.samplerPath, "'", `'\''`) + "'"
	own := "chmod 700 " + path
	if r.samplerOwner != r.sampler.uid {
		own = fmt.Sprintf("sudo chown %d %s && %s", r.sampler.uid, path, own)
	}
	command := own + " && sudo setcap " + strings.Join(names, ",") + "+ep " + path
	return &command
}

// memoryFeature puts the outcome of reading the memory of a process into words; errno is empty when it was read.
func (r rights) memoryFeature(errno string, target procStatus, user string) wire.Feature {
	feature := wire.Feature{Name: "memory", Available: errno == ""}
	if errno != "" {
		feature.Detail = "process_vm_readv: " + errno
	}
	switch errno {
	case "":
	case "EPERM":
		feature.Why, feature.Command = r.explain(accessAttach, target, user)
	case "ENOSYS":
		feature.Why = "this kernel, or the sandbox of the sampler, has no process_vm_readv"
	default:
		feature.Why = "the kernel could not read it"
	}
	return feature
}
