//go:build linux && (amd64 || arm64)

package launch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parkscope/native/internal/wire"
)

// TestMain is the program that is launched, too: a Go program that does what its last argument says.
func TestMain(m *testing.M) {
	switch os.Args[len(os.Args)-1] {
	case "exits":
		time.Sleep(time.Second)
		os.Exit(7)
	case "waits":
		time.Sleep(time.Minute)
		return
	case "where":
		dir, _ := os.Getwd()
		if filepath.Base(dir) == "here" {
			os.Exit(21)
		}
		os.Exit(22)
	}
	os.Exit(m.Run())
}

func call[T any](t *testing.T, action func(context.Context, wire.Raw) (any, error), format string, values ...any) T {
	t.Helper()
	answer, err := action(context.Background(), wire.Raw(fmt.Sprintf(format, values...)))
	if err != nil {
		t.Fatal(err)
	}
	got, is := answer.(T)
	if !is {
		t.Fatalf("%T", answer)
	}
	return got
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLaunch(t *testing.T) {
	p := New(false)
	started := call[wire.Launch](t, p.Launch, `{"command":[%q,"exits"]}`, self(t))
	// Under the race detector it may have ended before it was found out.
	if started.PID <= 0 || started.Executable != self(t) || started.Ready != (started.Why == "") {
		t.Errorf("%+v", started)
	}
	// As the clock of the system has it, which counts hundredths of a second from its start.
	if ago := time.Now().UnixMilli() - started.StartMs; ago < -2_000 || ago > 60_000 {
		t.Errorf("began %d ms ago", ago)
	}
	ended := call[wire.Await](t, p.Await, `{"pid":%d}`, started.PID)
	if ended.Code != 7 || ended.Signal != 0 || ended.PID != started.PID || ended.LastedMs < 1000 {
		t.Errorf("%+v", ended)
	}
	if again := call[wire.Await](t, p.Await, `{"pid":%d}`, started.PID); again != ended {
		t.Errorf("%+v", again)
	}
	if sent := call[wire.Signal](t, p.Signal, `{"pid":%d,"signal":15}`, started.PID); sent.Sent {
		t.Error("a program that has ended got a signal")
	}
}

func TestSignal(t *testing.T) {
	p := New(false)
	started := call[wire.Launch](t, p.Launch, `{"command":[%q,"waits"]}`, self(t))
	if !started.Ready || started.Why != "" {
		t.Errorf("%+v", started)
	}
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	if answer, err := p.Await(ctx, wire.Raw(fmt.Sprintf(`{"pid":%d}`, started.PID))); err == nil {
		t.Errorf("%+v", answer)
	}
	if sent := call[wire.Signal](t, p.Signal, `{"pid":%d,"signal":15}`, started.PID); !sent.Sent {
		t.Error("not sent")
	}
	if ended := call[wire.Await](t, p.Await, `{"pid":%d}`, started.PID); ended.Code != -1 || ended.Signal != 15 {
		t.Errorf("%+v", ended)
	}
}

func TestDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "here")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self(t), filepath.Join(dir, "program")); err != nil {
		t.Fatal(err)
	}
	p := New(false)
	started := call[wire.Launch](t, p.Launch, `{"command":["./program","where"],"dir":%q}`, dir)
	if ended := call[wire.Await](t, p.Await, `{"pid":%d}`, started.PID); ended.Code != 21 {
		t.Errorf("%+v", ended)
	}
}

func TestNotGo(t *testing.T) {
	p := New(false)
	for command, ended := range map[string]bool{`["sleep","60"]`: false, `["false"]`: true} {
		started := call[wire.Launch](t, p.Launch, `{"command":%s}`, command)
		if started.Ready || started.Why == "" {
			t.Errorf("%+v", started)
		}
		if !ended {
			call[wire.Signal](t, p.Signal, `{"pid":%d,"signal":9}`, started.PID)
		}
		call[wire.Await](t, p.Await, `{"pid":%d}`, started.PID)
	}
}

func TestRefused(t *testing.T) {
	p := New(false)
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		action func(context.Context, wire.Raw) (any, error)
		params string
		code   string
	}{
		{p.Launch, `{}`, wire.CodeBadRequest},
		{p.Launch, `{"command":[""]}`, wire.CodeBadRequest},
		{p.Launch, `{"command":"x"}`, wire.CodeBadRequest},
		{p.Launch, `{"command":["no-such-program-here"]}`, wire.CodeBadRequest},
		{p.Launch, `{"command":["/no/such/program"]}`, wire.CodeBadRequest},
		{p.Launch, fmt.Sprintf(`{"command":[%q]}`, plain), wire.CodeNoPermission},
		{p.Launch, `{"command":["true"],"stdio":true}`, wire.CodeBadRequest},
		{p.Await, `{"pid":1}`, wire.CodeBadRequest},
		{p.Signal, `{"pid":1,"signal":15}`, wire.CodeBadRequest},
		{p.Signal, fmt.Sprintf(`{"pid":%d,"signal":0}`, os.Getpid()), wire.CodeBadRequest},
		{p.Signal, fmt.Sprintf(`{"pid":%d,"signal":9}`, os.Getpid()), wire.CodeBadRequest},
	} {
		answer, err := c.action(context.Background(), wire.Raw(c.params))
		var known *wire.Error
		if !errors.As(err, &known) || known.Code != c.code {
			t.Errorf("%s: %+v, %v", c.params, answer, err)
		}
	}
}
