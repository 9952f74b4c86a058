package target

import (
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"io"
	"strings"
	"sync"

	"parkscope/native/internal/wire"
)

// fileID names the content of an executable: the same file gives the same build information.
type fileID struct {
	device, inode uint64
	modifiedNs    int64
	size          int64
}

// buildCache holds what executables say of themselves. Many processes run one executable, and a list is asked for again and
// again; the reading itself is what costs.
type buildCache struct {
	lock    sync.Mutex
	entries map[fileID]*buildEntry
}

type buildEntry struct {
	once    sync.Once
	build   *wire.GoBuild
	problem *wire.Error
}

// maxBuilds bounds the memory of a sampler that watches a machine which builds and runs programs all day.
const maxBuilds = 4096

// get answers the build information of the executable, nil for one that is no Go program, or why that is not known.
func (c *buildCache) get(id fileID, executable io.ReaderAt) (*wire.GoBuild, *wire.Error) {
	c.lock.Lock()
	entry := c.entries[id]
	if entry == nil {
		if c.entries == nil || len(c.entries) >= maxBuilds {
			c.entries = map[fileID]*buildEntry{}
		}
		entry = &buildEntry{}
		c.entries[id] = entry
	}
	c.lock.Unlock()
	entry.once.Do(func() { entry.build, entry.problem = readBuild(executable) })
	return entry.build, entry.problem
}

func readBuild(executable io.ReaderAt) (build *wire.GoBuild, problem *wire.Error) {
	// debug/elf is documented as not hardened against hostile files, and any process here may run one.
	defer func() {
		if cause := recover(); cause != nil {
			build, problem = nil, unreadableBuild(fmt.Sprintf("panic: %v", cause))
		}
	}()
	if _, err := executable.ReadAt(make([]byte, 1), 0); err != nil && err != io.EOF {
		return nil, unreadableBuild(err.Error())
	}
	info, err := buildinfo.Read(executable)
	if err == nil {
		return Build(info), nil
	}
	// The package has no error values for these two; a test holds the texts.
	if text := err.Error(); strings.Contains(text, "not a Go executable") || strings.Contains(text, "unrecognized file format") {
		return nil, nil
	}
	return nil, unreadableBuild(err.Error())
}

const whyNarrow = "it is a 32-bit program, and only 64-bit ones are known"

// isNarrow tells a program of 32 bits by the head of its file.
func isNarrow(executable io.ReaderAt) bool {
	head := make([]byte, elf.EI_CLASS+1)
	_, err := executable.ReadAt(head, 0)
	return err == nil && string(head[:elf.EI_CLASS]) == elf.ELFMAG && elf.Class(head[elf.EI_CLASS]) == elf.ELFCLASS32
}

func unreadableBuild(detail string) *wire.Error {
	return &wire.Error{Code: wire.CodeInternal, Message: "its executable cannot be examined", Detail: detail}
}

// Build is what an executable says of how it was built.
func Build(info *buildinfo.BuildInfo) *wire.GoBuild {
	build := &wire.GoBuild{
		Version:       info.GoVersion,
		Main:          info.Path,
		Module:        info.Main.Path,
		ModuleVersion: info.Main.Version,
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			build.Revision = setting.Value
		case "vcs.time":
			build.RevisionTime = setting.Value
		case "vcs.modified":
			dirty := setting.Value == "true"
			build.Dirty = &dirty
		}
	}
	return build
}
