//go:build linux && (amd64 || arm64)

package target

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/wire"
)

// Pid and start together are a process: with a pid alone, that of one that ended could be another's.
func TestAliveIsTheSameProcess(t *testing.T) {
	opened, err := Open(os.Getpid())
	if err != nil {
		t.Skip("this system does not let us read ourselves:", err)
	}
	defer func() { _ = opened.Close() }()
	p, is := opened.(*process)
	if !is || p.Alive() != nil {
		t.Fatalf("%T: %v", opened, opened.Alive())
	}
	p.startTicks++
	var known *wire.Error
	if err := p.Alive(); !errors.As(err, &known) || known.Code != wire.CodeGone {
		t.Errorf("another process with its pid: %v", err)
	}
}

// One that ended and was not waited for yet has ended; reading it says so.
func TestOneThatEnded(t *testing.T) {
	command := exec.Command("sleep", "60")
	if err := command.Start(); err != nil {
		t.Skip(err)
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}()
	opened, err := Open(command.Process.Pid)
	if err != nil {
		t.Skip("this system does not let us read a child:", err)
	}
	defer func() { _ = opened.Close() }()
	forker, can := opened.(memory.Forker)
	if !can {
		t.Fatalf("%T gives no second reader", opened)
	}
	again := forker.Fork()
	entry := opened.Entry()
	if _, ok, err := memory.Word(again, entry); err != nil || !ok {
		t.Fatalf("its entry cannot be read: %v", err)
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := command.Process.Wait(); err != nil {
		t.Fatal(err)
	}
	var known *wire.Error
	if err := opened.Alive(); !errors.As(err, &known) || known.Code != wire.CodeGone {
		t.Errorf("it has ended: %v", err)
	}
	if _, ok, err := memory.Word(again, entry); ok || err == nil {
		t.Errorf("its memory is read: %v", err)
	}
}
