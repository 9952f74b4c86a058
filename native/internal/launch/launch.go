// Package launch starts programs as children of the sampler, which may then read them without any right: the calls `launch`, `await`
// and `signal`.
package launch

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"parkscope/native/internal/runtimestats"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
	"parkscope/native/internal/wire"
)

// Programs are those that were started. A program outlives the sampler: what is looked at is not ended because nobody looks any more.
type Programs struct {
	// stdio are the input and outputs for programs; nil for none.
	stdio []*os.File

	lock    sync.Mutex
	running map[int]*program
}

type program struct {
	process *os.Process
	began   time.Time
	// done is closed when it has ended; then end says how.
	done chan struct{}
	end  wire.Await
}

// firstStdio is the first of three descriptors that the sampler was started with for programs: input, output, errors.
const firstStdio = 3

// New takes over descriptors 3 to 5 when there are such.
func New(withStdio bool) *Programs {
	p := &Programs{running: map[int]*program{}}
	if withStdio {
		for fd := firstStdio; fd < firstStdio+3; fd++ {
			kernel.CloseOnExec(fd)
			p.stdio = append(p.stdio, os.NewFile(uintptr(fd), fmt.Sprintf("program's descriptor %d", fd-firstStdio)))
		}
	}
	return p
}

const (
	// patience with a program that begins: its runtime needs some milliseconds.
	patience = 2 * time.Second
	step     = 3 * time.Millisecond
)

// Launch is the session's Action for `launch`. It answers when the program's goroutines can be read.
func (p *Programs) Launch(ctx context.Context, params wire.Raw) (any, error) {
	var asked wire.LaunchParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if len(asked.Command) == 0 || asked.Command[0] == "" {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: "a program needs a name"}
	}
	if asked.Stdio && p.stdio == nil {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: "the sampler was started without the input and outputs of a program"}
	}
	path, err := find(asked.Command[0], asked.Dir)
	if err != nil {
		return nil, cannot(asked.Command[0], err)
	}
	started, err := p.start(path, asked)
	if err != nil {
		return nil, cannot(asked.Command[0], err)
	}
	answer := wire.Launch{PID: started.process.Pid, Executable: path}
	machine, err := target.ReadMachine()
	if err != nil {
		return nil, err
	}
	if process, alive := target.NewLister().Glance(answer.PID, machine); alive {
		answer.StartMs = process.StartMs
	}
	answer.Ready, answer.Why = started.wait(ctx)
	return answer, nil
}

// find looks for the command as a shell in that folder would.
func find(command, dir string) (string, error) {
	if dir != "" && !filepath.IsAbs(command) && filepath.Base(command) != command {
		command = filepath.Join(dir, command)
	}
	path, err := exec.LookPath(command)
	if err != nil {
		return "", err
	}
	// The working folder of the program may be another than ours.
	return filepath.Abs(path)
}

func cannot(command string, err error) error {
	failure := &wire.Error{Code: wire.CodeInternal, Message: fmt.Sprintf("%s cannot be started", command), Detail: err.Error()}
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		failure.Code, failure.Message = wire.CodeBadRequest, "there is no program "+command
		failure.Hint = "name a file, as in ./server, or a command in PATH"
	case errors.Is(err, os.ErrPermission):
		failure.Code, failure.Message = wire.CodeNoPermission, fmt.Sprintf("%s may not be started by this user", command)
	}
	return failure
}

func (p *Programs) start(path string, asked wire.LaunchParams) (*program, error) {
	command := &exec.Cmd{Path: path, Args: asked.Command, Dir: asked.Dir}
	if asked.Stdio {
		command.Stdin, command.Stdout, command.Stderr = p.stdio[0], p.stdio[1], p.stdio[2]
	}
	started := &program{began: time.Now(), done: make(chan struct{})}
	if err := command.Start(); err != nil {
		return nil, err
	}
	started.process = command.Process
	p.lock.Lock()
	p.running[command.Process.Pid] = started
	p.lock.Unlock()
	go func() {
		// How it ended is in the state, whatever Wait calls an error.
		err := command.Wait()
		started.end = wire.Await{PID: command.Process.Pid, Code: -1, LastedMs: time.Since(started.began).Milliseconds()}
		if state := command.ProcessState; state != nil {
			started.end.Code, started.end.Signal = kernel.EndOf(state)
			started.end.CPUMs = (state.UserTime() + state.SystemTime()).Milliseconds()
		} else if err != nil {
			fmt.Fprintf(os.Stderr, "the end of process %d: %v\n", command.Process.Pid, err)
		}
		close(started.done)
	}()
	return started, nil
}

// wait answers when the goroutines of the program can be read, or why that will not be.
func (s *program) wait(ctx context.Context) (ready bool, why string) {
	deadline := time.After(patience)
	for {
		var known *wire.Error
		switch err := readable(s.process.Pid); {
		case err == nil:
			return true, ""
		case errors.As(err, &known) && known.Code == wire.CodeNotGo:
			why = "It is no Go program, or one that hides it: " + known.Message + "."
		case errors.As(err, &known):
			why = "Its goroutines cannot be read yet: " + known.Message + "."
		default:
			why = "Its goroutines cannot be read yet: " + err.Error() + "."
		}
		select {
		case <-s.done:
			return false, "It has ended."
		case <-deadline:
			return false, why
		case <-ctx.Done():
			return false, why
		case <-time.After(step):
		}
		if known != nil && known.Code == wire.CodeNotGo {
			return false, why
		}
	}
}

// errBegins: looking further into a program that has just begun would cost more than waiting.
var errBegins = errors.New("its runtime has not begun")

func readable(pid int) (err error) {
	process, err := target.Open(pid)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, process.Close()) }()
	if _, err := buildinfo.Read(process.Executable()); err != nil {
		return &wire.Error{Code: wire.CodeNotGo, Message: "its executable does not say a version of Go", Detail: err.Error()}
	}
	// The runtime's first thread but one is its monitor, which it starts when its own structures are there.
	if threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid)); err == nil && len(threads) < 2 {
		return errBegins
	}
	reader, err := runtimestats.Attach(process)
	if err != nil {
		return err
	}
	count, is, err := reader.Known().Goroutines(process)
	if err == nil && (!is || count < 1) {
		err = errBegins
	}
	return err
}

func (p *Programs) get(pid int) (*program, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if found := p.running[pid]; found != nil {
		return found, nil
	}
	return nil, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("process %d was not started here", pid)}
}

// Await is the session's Action for `await`: it answers when the program has ended, and each time it is asked after that.
func (p *Programs) Await(ctx context.Context, params wire.Raw) (any, error) {
	var asked wire.AwaitParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	found, err := p.get(asked.PID)
	if err != nil {
		return nil, err
	}
	select {
	case <-found.done:
		return found.end, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Signal is the session's Action for `signal`. Only programs that were started here are sent any.
func (p *Programs) Signal(_ context.Context, params wire.Raw) (any, error) {
	var asked wire.SignalParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	const most = 64
	if asked.Signal < 1 || asked.Signal > most {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("%d is the number of no signal", asked.Signal)}
	}
	found, err := p.get(asked.PID)
	if err != nil {
		return nil, err
	}
	switch err := kernel.SendSignal(found.process, asked.Signal); {
	case errors.Is(err, kernel.ErrGone):
		return wire.Signal{}, nil
	case err != nil:
		return nil, err
	}
	return wire.Signal{Sent: true}, nil
}
