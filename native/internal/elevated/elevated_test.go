package elevated

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parkscope/native/internal/session"
	"parkscope/native/internal/wire"
)

// fakeProc has processes by their `Uid:` line; owners says whose folder is not the effective user's.
func fakeProc(t *testing.T, uid int, lines map[int]string, owners map[string]int) *Guard {
	t.Helper()
	root := t.TempDir()
	for pid, line := range lines {
		folder := filepath.Join(root, fmt.Sprint(pid))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "status"), []byte("Name:\tx\n"+line+"\nGid:\t1\t1\t1\t1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &Guard{uid: uid, proc: root, owner: func(path string) (int, int, error) {
		if owner, is := owners[filepath.Base(path)]; is {
			return owner, 0, nil
		}
		return uid, 0, nil
	}}
}

func codeOf(err error) string {
	var known *wire.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return ""
}

func TestMay(t *testing.T) {
	h := fakeProc(t, 1000, map[int]string{
		1: "Uid:\t0\t0\t0\t0", 2: "Uid:\t1000\t1000\t1000\t1000", 3: "Uid:\t1000\t0\t0\t0", 4: "Uid:\t1000\t1000\t0\t1000",
		5: "Uid:\t1000\t1000\t1000\t0", 6: "Uid:\t1000\t1000\t1000", 7: "Uid:\tx\t1000\t1000\t1000", 8: "", 9: "Uid:\t1000\t1000\t1000\t1000",
	}, map[string]int{"9": 0})
	for pid, want := range map[int]string{
		1: wire.CodeNoPermission, 2: "", 3: wire.CodeNoPermission, 4: wire.CodeNoPermission, 5: wire.CodeNoPermission, 6: wire.CodeNoPermission,
		7: wire.CodeNoPermission, 8: wire.CodeNoPermission, 9: wire.CodeNoPermission, 10: wire.CodeGone,
	} {
		if err := h.may(pid); (err == nil) != (want == "") || codeOf(err) != want {
			t.Errorf("%d: %v", pid, err)
		}
	}
}

// A process that becomes another's while it is looked at: nothing more of it is told.
func TestWhatChangesIsNotTold(t *testing.T) {
	owners := map[string]int{}
	h := fakeProc(t, 1000, map[int]string{2: "Uid:\t1000\t1000\t1000\t1000"}, owners)
	told := 0
	all := session.Actions{
		Plain: map[string]session.Action{
			"cpu":    func(context.Context, wire.Raw) (any, error) { owners["2"] = 0; return "secret", nil },
			"launch": func(context.Context, wire.Raw) (any, error) { return nil, nil },
			"list":   func(context.Context, wire.Raw) (any, error) { return nil, nil },
			"signal": func(context.Context, wire.Raw) (any, error) { return nil, nil },
			"finish": func(context.Context, wire.Raw) (any, error) { return nil, nil },
		},
		Streams: map[string]session.Stream{"watch": func(_ context.Context, _ wire.Raw, send func(wire.Batch) error) (any, error) {
			if err := send(wire.Batch{}); err != nil {
				return nil, err
			}
			owners["2"] = 0
			return nil, send(wire.Batch{})
		}},
	}
	guarded := h.Actions(all)
	if names := Names(guarded); !reflect.DeepEqual(names, []string{"cpu", "finish", "watch"}) {
		t.Fatalf("%v", names)
	}
	ask := wire.Raw(`{"pid":2}`)
	if _, err := guarded.Streams["watch"](context.Background(), ask, func(wire.Batch) error { told++; return nil }); codeOf(err) != wire.CodeNoPermission || told != 1 {
		t.Errorf("%v, %d batches", err, told)
	}
	delete(owners, "2")
	if answer, err := guarded.Plain["cpu"](context.Background(), ask); answer != nil || codeOf(err) != wire.CodeNoPermission {
		t.Errorf("%v, %v", answer, err)
	}
	// The first look already.
	owners["2"] = 0
	called := false
	all.Plain["cpu"] = func(context.Context, wire.Raw) (any, error) { called = true; return nil, nil }
	if _, err := h.Actions(all).Plain["cpu"](context.Background(), ask); codeOf(err) != wire.CodeNoPermission || called {
		t.Errorf("%v, %v", err, called)
	}
	// One that ends was the user's to its end.
	delete(owners, "2")
	all.Plain["cpu"] = func(context.Context, wire.Raw) (any, error) {
		return "profile", os.RemoveAll(filepath.Join(h.proc, "2"))
	}
	if answer, err := h.Actions(all).Plain["cpu"](context.Background(), ask); answer != "profile" || err != nil {
		t.Errorf("%v, %v", answer, err)
	}
}

func TestOnlyByPkexec(t *testing.T) {
	t.Setenv("PKEXEC_UID", "")
	if _, err := Become(); err == nil || !strings.Contains(err.Error(), "pkexec") {
		t.Errorf("%v", err)
	}
}
