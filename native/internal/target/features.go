package target

import (
	"errors"
	"fmt"
	"os"

	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

// noParanoid: the file is not there, or holds no number.
const noParanoid = -100

func said(call string, err error) string {
	if err == nil {
		return ""
	}
	var known *os.SyscallError
	if errors.As(err, &known) {
		return known.Error()
	}
	return call + ": " + err.Error()
}

// perfFeature puts the outcome of opening a perf event on the process into words.
func (r rights) perfFeature(err error, target procStatus, user string) wire.Feature {
	feature := wire.Feature{Name: "perf", Available: err == nil, Detail: said("perf_event_open", err)}
	capable := r.sampler.effective&(capPerfmon|capSysAdmin) != 0
	switch {
	case err == nil:
	case errors.Is(err, kernel.ErrUnsupported):
		feature.Why = "this kernel has no perf events"
	case errors.Is(err, kernel.ErrGone):
		feature.Why = "it has ended"
	case !errors.Is(err, os.ErrPermission):
		feature.Why = "the kernel could not sample it"
	case capable:
		feature.Why = "the kernel refuses although the sampler has CAP_PERFMON: a security module, or the sandbox of the sampler"
	case r.paranoid > 2:
		feature.Why = fmt.Sprintf("kernel.perf_event_paranoid is %d: sampling one's own processes needs 2 or less", r.paranoid)
		command := "sudo sysctl kernel.perf_event_paranoid=2"
		feature.Command = &command
	default:
		feature.Why, feature.Command = r.explainFor(capPerfmon, "CAP_PERFMON", target, user)
	}
	return feature
}

// explainFor is explain for a right that another capability gives as well. The command gives CAP_SYS_PTRACE, too: without it the
// executable of such a process cannot be read, and what is sampled has no names.
func (r rights) explainFor(capability uint64, name string, target procStatus, user string) (string, *string) {
	switch {
	case target.uid != r.sampler.uid:
		return r.granted(fmt.Sprintf("it runs as %s, the sampler as uid %d without %s", user, r.sampler.uid, name), capability, capSysPtrace, name)
	case target.gid != r.sampler.gid:
		return r.granted(fmt.Sprintf("it runs in group %d, the sampler in group %d without %s", target.gid, r.sampler.gid, name), capability, capSysPtrace, name)
	}
	return r.granted("the process may not be looked at by others, and the sampler is without "+name, capability, capSysPtrace, name)
}

// granted adds the command that gives the capability, and one more where the sampler can have it, or why there is none.
func (r rights) granted(why string, capability, more uint64, name string) (string, *string) {
	switch {
	case r.sampler.bounding&capability != capability:
		return why + "; this container or service cannot have " + name, nil
	case r.sampler.noNewPrivs:
		return why + "; no_new_privs keeps the sampler from getting " + name, nil
	}
	return why, r.grant(capability | more&r.sampler.bounding)
}

// ptraceFeature: attaching would stop the process, so what is tried is the same check of the kernel (PTRACE_MODE_ATTACH) by
// reading memory, and that nobody traces it yet.
func (r rights) ptraceFeature(memory wire.Feature, target procStatus) wire.Feature {
	feature := memory
	feature.Name = "ptrace"
	if memory.Available && target.tracer != 0 {
		feature.Available = false
		feature.Why = fmt.Sprintf("process %d traces it, and only one may at a time", target.tracer)
		feature.Detail = fmt.Sprintf("TracerPid: %d", target.tracer)
	}
	return feature
}

// ebpfFeature puts the outcome of loading a program into words. Which process it would look at makes no difference.
func (r rights) ebpfFeature(err error) wire.Feature {
	feature := wire.Feature{Name: "ebpf", Available: err == nil, Detail: said("bpf", err)}
	const needed = capBPF | capPerfmon
	switch {
	case err == nil:
	case errors.Is(err, kernel.ErrUnsupported):
		feature.Why = "this kernel has no eBPF"
	case !errors.Is(err, os.ErrPermission):
		feature.Why = "the kernel could not load an eBPF program"
	case r.sampler.effective&capSysAdmin != 0, r.sampler.effective&needed == needed:
		feature.Why = "the kernel refuses although the sampler has CAP_BPF and CAP_PERFMON: lockdown, or the sandbox of the sampler"
	default:
		feature.Why, feature.Command = r.granted("loading eBPF programs needs CAP_BPF and CAP_PERFMON, which the sampler has not", needed, 0, "them")
	}
	return feature
}

// launchFeature puts whether the executable may be started by the sampler, as its child, into words.
func launchFeature(err error) wire.Feature {
	feature := wire.Feature{Name: "launch", Available: err == nil, Detail: said("access", err)}
	switch {
	case err == nil:
	case errors.Is(err, os.ErrPermission):
		feature.Why = "this user may not run its executable"
	case errors.Is(err, kernel.ErrUnsupported):
		feature.Why = "programs cannot be started on this system yet"
	default:
		feature.Why = "its executable cannot be found"
	}
	return feature
}
