package target

import (
	"strings"
	"testing"
)

func TestWhyAndTheCommandThatHelps(t *testing.T) {
	const all = 1<<41 - 1
	user := procStatus{uid: 1000, bounding: all}
	grant := `chmod 700 '/opt/it'\''s/sampler' && sudo setcap cap_sys_ptrace+ep '/opt/it'\''s/sampler'`
	for name, c := range map[string]struct {
		sampler, target procStatus
		yama            int
		tried           access
		why             string
		command         string
	}{
		"another user":      {user, procStatus{uid: 0}, 0, accessAttach, "it runs as root, the sampler as uid 1000", grant},
		"another group":     {user, procStatus{uid: 1000, gid: 7}, 0, accessAttach, "it runs in group 7, the sampler in group 0", grant},
		"yama 1":            {user, user, 1, accessAttach, "ptrace_scope is 1", grant},
		"yama 2":            {user, user, 2, accessAttach, "ptrace_scope is 2", grant},
		"yama 3":            {user, user, 3, accessAttach, "until the next boot", ""},
		"yama, reading":     {user, user, 3, accessRead, "marked as not readable", grant},
		"capabilities":      {user, procStatus{uid: 1000, permitted: 1}, -1, accessAttach, "capabilities that the sampler has not", grant},
		"not dumpable":      {user, user, -1, accessAttach, "marked as not readable", grant},
		"container":         {procStatus{uid: 0}, procStatus{uid: 7}, -1, accessAttach, "--cap-add SYS_PTRACE", ""},
		"no new privileges": {procStatus{uid: 1, bounding: all, noNewPrivs: true}, procStatus{uid: 7}, -1, accessAttach, "no_new_privs", ""},
		"has the right":     {procStatus{effective: all, bounding: all}, procStatus{uid: 7}, 1, accessAttach, "although the sampler has CAP_SYS_PTRACE", ""},
	} {
		r := rights{sampler: c.sampler, samplerPath: "/opt/it's/sampler", samplerOwner: c.sampler.uid, yama: c.yama}
		why, command := r.explain(c.tried, c.target, "root")
		if !strings.Contains(why, c.why) {
			t.Errorf("%s: %q, want %q", name, why, c.why)
		}
		if (command == nil) != (c.command == "") || command != nil && *command != c.command {
			t.Errorf("%s: command %v, want %q", name, command, c.command)
		}
	}
}

// Mode 700 would lock out who does not own the file.
func TestTheCommandTakesTheFileOver(t *testing.T) {
	r := rights{sampler: procStatus{uid: 1000, bounding: capSysPtrace}, samplerPath: "/s", samplerOwner: 0}
	if got := *r.grant(capSysPtrace); got != "sudo chown 1000 '/s' && chmod 700 '/s' && sudo setcap cap_sys_ptrace+ep '/s'" {
		t.Error(got)
	}
}

func TestMemoryFeature(t *testing.T) {
	r := rights{sampler: procStatus{uid: 1, bounding: capSysPtrace}, samplerPath: "/s", yama: -1}
	if got := r.memoryFeature("", procStatus{}, "root"); !got.Available || got.Why != "" || got.Detail != "" || got.Command != nil {
		t.Errorf("%+v", got)
	}
	for _, errno := range []string{"EPERM", "ENOSYS", "EFAULT", "short read"} {
		got := r.memoryFeature(errno, procStatus{}, "root")
		if got.Available || got.Why == "" || got.Detail != "process_vm_readv: "+errno || (got.Command != nil) != (errno == "EPERM") {
			t.Errorf("%+v", got)
		}
	}
}
