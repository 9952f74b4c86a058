package target

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

const everything = 1<<41 - 1

func plainRights() rights {
	return rights{
		sampler:     procStatus{uid: 1000, gid: 1000, bounding: everything},
		samplerPath: "/opt/s", samplerOwner: 1000, paranoid: 2,
	}
}

func TestPerfFeature(t *testing.T) {
	denied := os.NewSyscallError("perf_event_open", syscall.EACCES)
	own := procStatus{uid: 1000, gid: 1000}
	other := procStatus{uid: 0, gid: 0}
	changed := func(change func(*rights)) rights { r := plainRights(); change(&r); return r }
	for _, c := range []struct {
		name          string
		rights        rights
		err           error
		target        procStatus
		why, command  string
		detail        string
		noCommand, ok bool
	}{
		{name: "allowed", rights: plainRights(), ok: true, noCommand: true},
		{name: "paranoid", rights: changed(func(r *rights) { r.paranoid = 3 }), err: denied, target: own, why: "perf_event_paranoid is 3", command: "sudo sysctl kernel.perf_event_paranoid=2", detail: "perf_event_open: permission denied"},
		{name: "another user", rights: plainRights(), err: denied, target: other, why: "runs as root, the sampler as uid 1000 without CAP_PERFMON", command: "sudo setcap cap_sys_ptrace,cap_perfmon+ep '/opt/s'"},
		{name: "keeps what it has", rights: changed(func(r *rights) { r.sampler.permitted = capBPF }), err: denied, target: other, why: "CAP_PERFMON", command: "setcap cap_sys_ptrace,cap_perfmon,cap_bpf+ep"},
		{name: "in a container", rights: changed(func(r *rights) { r.sampler.bounding = 0 }), err: denied, target: other, why: "cannot have CAP_PERFMON", noCommand: true},
		{name: "no new rights", rights: changed(func(r *rights) { r.sampler.noNewPrivs = true }), err: denied, target: other, why: "no_new_privs", noCommand: true},
		{name: "refused although capable", rights: changed(func(r *rights) { r.sampler.effective = capPerfmon }), err: denied, target: other, why: "security module", noCommand: true},
		{name: "no such call", rights: plainRights(), err: os.NewSyscallError("perf_event_open", syscall.ENOSYS), target: own, why: "no perf events", noCommand: true},
		{name: "gone", rights: plainRights(), err: kernel.ErrGone, target: own, why: "ended", noCommand: true, detail: "perf_event_open: no such process"},
		{name: "full", rights: plainRights(), err: os.NewSyscallError("perf_event_open", syscall.EMFILE), target: own, why: "could not", noCommand: true},
	} {
		got := c.rights.perfFeature(c.err, c.target, "root")
		if got.Name != "perf" || got.Available != c.ok || !strings.Contains(got.Why, c.why) || (got.Command == nil) != c.noCommand ||
			got.Command != nil && !strings.Contains(*got.Command, c.command) || !strings.Contains(got.Detail, c.detail) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestOtherFeatures(t *testing.T) {
	r := plainRights()
	readable := wire.Feature{Name: "memory", Available: true}
	if got := r.ptraceFeature(readable, procStatus{}); !got.Available || got.Name != "ptrace" {
		t.Errorf("%+v", got)
	}
	if got := r.ptraceFeature(readable, procStatus{tracer: 77}); got.Available || !strings.Contains(got.Why, "process 77") {
		t.Errorf("%+v", got)
	}
	if got := r.ptraceFeature(wire.Feature{Name: "memory", Why: "no"}, procStatus{tracer: 77}); got.Available || got.Why != "no" {
		t.Errorf("%+v", got)
	}
	refused := os.NewSyscallError("bpf", syscall.EPERM)
	if got := r.ebpfFeature(refused); got.Command == nil || !strings.Contains(*got.Command, "setcap cap_perfmon,cap_bpf+ep") {
		t.Errorf("%+v", got)
	}
	r.sampler.bounding = capPerfmon // one of two is not enough
	if got := r.ebpfFeature(refused); got.Command != nil || !strings.Contains(got.Why, "container") {
		t.Errorf("%+v", got)
	}
	r.sampler.effective = capSysAdmin
	if got := r.ebpfFeature(refused); got.Command != nil || !strings.Contains(got.Why, "lockdown") {
		t.Errorf("%+v", got)
	}
	if got := r.ebpfFeature(nil); !got.Available || got.Why != "" || got.Detail != "" {
		t.Errorf("%+v", got)
	}
	for _, err := range []error{os.ErrPermission, os.ErrNotExist, kernel.ErrUnsupported, errors.New("x")} {
		if got := launchFeature(err); got.Available || got.Why == "" || got.Detail == "" {
			t.Errorf("%+v", got)
		}
	}
	if got := launchFeature(nil); !got.Available {
		t.Errorf("%+v", got)
	}
}
