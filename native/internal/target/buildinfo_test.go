package target

import (
	"bytes"
	"debug/buildinfo"
	"errors"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"testing"

	"parkscope/native/internal/wire"
)

func TestBuild(t *testing.T) {
	info := &buildinfo.BuildInfo{
		GoVersion: "go1.26.8 X:nodwarf5",
		Path:      "example.com/a/cmd/b",
		Main:      debug.Module{Path: "example.com/a", Version: "v1.2.3"},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"}, {Key: "vcs.modified", Value: "false"},
		},
	}
	clean, dirty := false, true
	want := &wire.GoBuild{Version: "go1.26.8 X:nodwarf5", Main: "example.com/a/cmd/b", Module: "example.com/a", ModuleVersion: "v1.2.3",
		Revision: "abc", RevisionTime: "2026-01-02T03:04:05Z", Dirty: &clean}
	if got := Build(info); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	info.Settings[2].Value = "true"
	if want.Dirty = &dirty; !reflect.DeepEqual(Build(info), want) {
		t.Errorf("%+v", Build(info))
	}
	info.Settings = nil
	if got := Build(info); got.Dirty != nil {
		t.Errorf("a build that says nothing is dirty or clean: %+v", got)
	}
}

func TestReadBuild(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if build, problem := readBuild(bytes.NewReader(self)); problem != nil || build == nil || build.Version != runtime.Version() {
		t.Errorf("%+v, %v", build, problem)
	}
	// Not Go, and known not to be: no problem.
	for name, content := range map[string][]byte{
		"empty": {}, "script": []byte("#!/bin/sh\necho Go buildinf:\n"), "half an ELF": self[:64], "no Go in it": bytes.ReplaceAll(self, []byte("Go buildinf:"), []byte("No buildinf:")),
	} {
		if build, problem := readBuild(bytes.NewReader(content)); problem != nil || build != nil {
			t.Errorf("%s: %+v, %v", name, build, problem)
		}
	}
	if build, problem := readBuild(failing{}); build != nil || problem == nil || problem.Detail != "disk on fire" {
		t.Errorf("unreadable: %+v, %v", build, problem)
	}
	if build, problem := readBuild(panicking{}); build != nil || problem == nil {
		t.Errorf("panic: %+v, %v", build, problem)
	}
}

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("disk on fire") }

type panicking struct{}

func (panicking) ReadAt([]byte, int64) (int, error) { panic("hostile file") }

func TestBuildsAreReadOncePerFile(t *testing.T) {
	var cache buildCache
	counter := &counting{}
	first := fileID{device: 1, inode: 2, modifiedNs: 3, size: 4}
	for range 3 {
		_, _ = cache.get(first, counter)
	}
	once := counter.reads
	rebuilt := first
	rebuilt.modifiedNs++
	_, _ = cache.get(rebuilt, counter)
	if once == 0 || counter.reads != 2*once {
		t.Errorf("%d reads for one file, %d for two", once, counter.reads)
	}
	for inode := range uint64(maxBuilds + 10) {
		_, _ = cache.get(fileID{inode: 1000 + inode}, counter)
	}
	if len(cache.entries) > maxBuilds {
		t.Errorf("%d entries", len(cache.entries))
	}
}

type counting struct{ reads int }

func (c *counting) ReadAt(into []byte, _ int64) (int, error) {
	c.reads++
	return len(into), nil
}

// Executables are foreign files.
func FuzzReadBuild(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01\x01"))
	f.Add([]byte("MZ\x90\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if build, problem := readBuild(bytes.NewReader(content)); build != nil && (problem != nil || build.Version == "") {
			t.Errorf("%+v, %v", build, problem)
		}
	})
}
