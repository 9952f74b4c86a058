// Package elevated makes the sampler one that pkexec may start as root: it becomes the user that asked, keeps two capabilities, and looks
// only at processes of that user which the kernel would show to a debugger of theirs.
package elevated

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"parkscope/native/internal/session"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

// Guard is a sampler that has given up root.
type Guard struct {
	uid int
	// proc is /proc, for tests another folder.
	proc string
	// owner of a folder of proc, and its group.
	owner func(path string) (uid, gid int, err error)
}

// Become gives up root. It has to be called before anything else starts threads that matter, and fails unless pkexec started it as root,
// from a file that nobody but root can change.
func Become() (*Guard, error) {
	uid, err := strconv.Atoi(os.Getenv("PKEXEC_UID"))
	if err != nil || os.Geteuid() != 0 {
		return nil, errors.New("--helper is for pkexec, which starts it as root for a user")
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if err := mustBeRoots(path); err != nil {
		return nil, err
	}
	if err := kernel.BecomeUser(uid, groupOf(uid), kernel.CapSysPtrace|kernel.CapPerfmon); err != nil {
		return nil, err
	}
	return &Guard{uid: uid, proc: "/proc", owner: kernel.Owner}, nil
}

// nobody is the group of those without one, on most systems.
const nobody = 65534

// groupOf is the user's own group. A user who is not in /etc/passwd (of a directory service) gets none: no right hangs on it here.
func groupOf(uid int) int {
	account, err := user.LookupId(strconv.Itoa(uid))
	if err != nil {
		return nobody
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return nobody
	}
	return gid
}

// mustBeRoots: whoever can change the file, or a folder above it, would be given root by the next password.
func mustBeRoots(path string) error {
	for each := path; ; each = filepath.Dir(each) {
		info, err := os.Stat(each)
		if err != nil {
			return err
		}
		uid, _, err := kernel.Owner(each)
		if err != nil {
			return err
		}
		const others, sticky = 0o022, os.ModeSticky
		if uid != 0 || info.Mode()&others != 0 && info.Mode()&sticky == 0 {
			return fmt.Errorf("%s can be changed by others than root; install the sampler: sudo install -D -o root -m 755 %s /usr/local/lib/parkscope/parkscope-sampler", each, path)
		}
		if each == filepath.Dir(each) {
			return nil
		}
	}
}

// may tells whether a process may be looked at: all of its user ids are the user's, and the kernel would let a debugger of that user
// at it. A process that changed its user, or whose file gives it rights, is marked by the kernel: its /proc folder is root's. Yama and
// perf_event_paranoid, which are what the helper is for, do not show there.
func (h *Guard) may(pid int) error {
	refused := func(why, detail string) error {
		return &wire.Error{Code: wire.CodeNoPermission, Message: fmt.Sprintf("the helper does not look at process %d: %s", pid, why), Detail: detail}
	}
	folder := filepath.Join(h.proc, strconv.Itoa(pid))
	text, err := os.ReadFile(filepath.Join(folder, "status"))
	if errors.Is(err, os.ErrNotExist) {
		return &wire.Error{Code: wire.CodeGone, Message: fmt.Sprintf("there is no process %d", pid), Hint: "list the processes again"}
	}
	if err != nil {
		return refused("who it belongs to cannot be read", err.Error())
	}
	ids, found := idsOf(string(text))
	if !found {
		return refused("who it belongs to cannot be read", "status has no Uid")
	}
	for _, id := range ids {
		if id != h.uid {
			return refused("it is of another user", fmt.Sprintf("Uid %v", ids))
		}
	}
	switch uid, _, err := h.owner(folder); {
	case err != nil:
		return refused("who it belongs to cannot be read", err.Error())
	case uid != h.uid:
		return refused("the kernel keeps it from its own user: it changed its user, or its file gives it rights", fmt.Sprintf("%s is of uid %d", folder, uid))
	}
	return nil
}

// idsOf reads the real, effective, saved and file system user.
func idsOf(status string) (ids [4]int, found bool) {
	for line := range strings.Lines(status) {
		fields := strings.Fields(line)
		if len(fields) != 5 || fields[0] != "Uid:" {
			continue
		}
		for i, text := range fields[1:] {
			id, err := strconv.Atoi(text)
			if err != nil {
				return ids, false
			}
			ids[i] = id
		}
		return ids, true
	}
	return ids, false
}

// Actions are those of a sampler that a helper may do: about a process, and none that starts, signals or lists others.
func (h *Guard) Actions(all session.Actions) session.Actions {
	guarded := session.Actions{Plain: map[string]session.Action{}, Streams: map[string]session.Stream{}}
	for _, name := range []string{"cpu", "wall"} {
		if action := all.Plain[name]; action != nil {
			guarded.Plain[name] = h.action(action)
		}
	}
	// What ends or paces a call says nothing about a process.
	for _, name := range []string{"finish", "pace"} {
		if action := all.Plain[name]; action != nil {
			guarded.Plain[name] = action
		}
	}
	for _, name := range []string{"counters", "snapshot", "watch", "reach"} {
		if stream := all.Streams[name]; stream != nil {
			guarded.Streams[name] = h.stream(stream)
		}
	}
	return guarded
}

// Names of the calls of Actions.
func Names(actions session.Actions) []string {
	var names []string
	for name := range actions.Plain {
		names = append(names, name)
	}
	for name := range actions.Streams {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (h *Guard) pidOf(params wire.Raw) (int, error) {
	var asked struct {
		PID int `json:"pid"`
	}
	if err := wire.DecodeParams(params, &asked); err != nil {
		return 0, err
	}
	return asked.PID, h.may(asked.PID)
}

// action looks before and after: what was read of a process that became another's meanwhile is not told.
func (h *Guard) action(action session.Action) session.Action {
	return func(ctx context.Context, params wire.Raw) (any, error) {
		pid, err := h.pidOf(params)
		if err != nil {
			return nil, err
		}
		answer, err := action(ctx, params)
		if checked := h.after(pid); checked != nil {
			return nil, checked
		}
		return answer, err
	}
}

// stream looks before each batch is told.
func (h *Guard) stream(stream session.Stream) session.Stream {
	return func(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (any, error) {
		pid, err := h.pidOf(params)
		if err != nil {
			return nil, err
		}
		return stream(ctx, params, func(batch wire.Batch) error {
			if err := h.after(pid); err != nil {
				return err
			}
			return send(batch)
		})
	}
}

// after is may, but that a process that has ended was the user's to its end.
func (h *Guard) after(pid int) error {
	err := h.may(pid)
	var known *wire.Error
	if errors.As(err, &known) && known.Code == wire.CodeGone {
		return nil
	}
	return err
}
