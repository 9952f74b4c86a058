// Command backup lets callers wait for a task. A task that fails returns before it says that it is done.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness"
)

type task struct {
	volume string
	done   chan struct{}
	err    error
}

var errSnapshot = errors.New("snapshot is gone")

func (t *task) snapshot() error {
	time.Sleep(time.Millisecond)
	if t.volume == "scratch" {
		return errSnapshot
	}
	return nil
}

func (t *task) run() {
	if err := t.snapshot(); err != nil {
		t.err = err
		return
	}
	time.Sleep(time.Millisecond)
	close(t.done)
}

func (t *task) runAndClose() {
	defer close(t.done)
	if err := t.snapshot(); err != nil {
		t.err = err
		return
	}
	time.Sleep(time.Millisecond)
}

// Wait returns when the task has ended, with its error.
func (t *task) Wait() error {
	<-t.done // leak 10
	return t.err
}

func backup(volume string, run func(*task)) error {
	t := &task{volume: volume, done: make(chan struct{})}
	go run(t)
	return t.Wait()
}

func main() {
	work := func(run func(*task)) func(int) {
		return func(int) {
			_ = backup("home", run)
			_ = backup("scratch", run)
		}
	}
	harness.Main(harness.Program{Incident: work((*task).run), Fixed: work((*task).runAndClose)})
}
