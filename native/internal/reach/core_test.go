//go:build linux && (amd64 || arm64)

package reach_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/memory"
	"parkscope/native/internal/reach"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/core"
	"parkscope/native/internal/target/stop"
	"parkscope/native/internal/wire"
)

// dump writes a core file of a process that runs on afterwards, as gcore does: what can be read and written, and the first page of the rest.
func dump(t *testing.T, pid int, path string) {
	t.Helper()
	process, err := target.Open(pid)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := process.Close(); err != nil {
			t.Error(err)
		}
	}()
	held, err := stop.Hold(pid, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if _, err := held.Release(); err != nil {
			t.Error(err)
		}
	}()
	auxv, err := os.ReadFile(fmt.Sprintf("/proc/%d/auxv", pid))
	if err != nil {
		t.Fatal(err)
	}
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	little := binary.LittleEndian
	var notes []byte
	note := func(name string, kind uint32, data []byte) {
		notes = little.AppendUint32(little.AppendUint32(little.AppendUint32(notes, uint32(len(name)+1)), uint32(len(data))), kind)
		notes = append(append(notes, name...), make([]byte, 4-len(name)%4)...)
		notes = append(notes, data...)
		notes = append(notes, make([]byte, -len(data)&3)...)
	}
	machine, general, vectors, owner := uint16(62), 27, uint32(0x202), "LINUX"
	if runtime.GOARCH == "arm64" {
		machine, general, vectors, owner = 183, 34, 2, "CORE"
	}
	info := make([]byte, 136)
	little.PutUint32(info[24:], uint32(pid))
	note("CORE", 3, info)
	note("CORE", 6, auxv)
	for thread, registers := range held.Threads {
		raw := make([]byte, 0, 8*len(registers.Words))
		for _, word := range registers.Words {
			raw = little.AppendUint64(raw, word)
		}
		status := make([]byte, 112)
		little.PutUint32(status[32:], uint32(thread))
		note("CORE", 1, append(append(status, raw[:8*general]...), make([]byte, 8)...))
		note(owner, vectors, raw[8*general:])
	}
	var table, content []byte
	add := func(kind, flags uint32, addr, size uint64, bytes []byte) {
		table = little.AppendUint32(little.AppendUint32(table, kind), flags)
		for _, word := range []uint64{uint64(len(content)), addr, 0, uint64(len(bytes)), size, 4096} {
			table = little.AppendUint64(table, word)
		}
		content = append(content, bytes...)
	}
	add(4, 0, 0, 0, notes)
	for _, line := range strings.Split(string(maps), "\n") {
		var from, to uint64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || strings.Contains(line, "[v") || rights[:2] == "--" {
			continue
		}
		kept, flags := min(to-from, 4096), uint32(4)
		if rights[1] == 'w' {
			kept, flags = to-from, 6
		}
		bytes := make([]byte, kept)
		if ok, err := memory.Bytes(process, from, bytes); err != nil || !ok {
			t.Fatal(line, err)
		}
		add(1, flags, from, to-from, bytes)
	}
	head := make([]byte, 64)
	copy(head, "\x7fELF\x02\x01\x01")
	little.PutUint16(head[16:], 4)
	little.PutUint16(head[18:], machine)
	little.PutUint64(head[32:], 64)
	little.PutUint16(head[54:], 56)
	little.PutUint16(head[56:], uint16(len(table)/56))
	for at := 8; at < len(table); at += 56 {
		little.PutUint64(table[at:], little.Uint64(table[at:])+uint64(64+len(table)))
	}
	if err := os.WriteFile(path, append(append(head, table...), content...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// take asks for what can be reached as the sampler is asked.
func take(t *testing.T, path, executable string) (wire.Reach, int, error) {
	t.Helper()
	params, err := json.Marshal(wire.CoreParams{Core: path, Executable: executable, Explain: []uint64{1}})
	if err != nil {
		t.Fatal(err)
	}
	leaked := 0
	answer, err := reach.TakeCore(context.Background(), params, func(batch wire.Batch) error {
		if batch.Header.Table == "verdicts" {
			leaked += batch.Header.Rows
		}
		return nil
	})
	found, _ := answer.(wire.Reach)
	return found, leaked, err
}

// TestCoreFiles: who leaked is proven by a core file; less of it proves nothing, and says so.
func TestCoreFiles(t *testing.T) {
	for _, toolchain := range []string{newest, "go1.24.13", "go1.22.12"} {
		t.Run(toolchain, func(t *testing.T) {
			const goroutines, leaked = 200, 40
			binary := healthyProgram(t, toolchain)
			r := start(t, binary, "heap", "4", fmt.Sprint(goroutines), fmt.Sprint(leaked))
			if r == nil {
				t.Fatal("it ended")
			}
			path := filepath.Join(t.TempDir(), "core")
			dump(t, r.Process.Pid, path)
			answer, found, err := take(t, path, binary)
			if err != nil {
				t.Fatal(err)
			}
			if answer.Grade != reach.GradeProven || answer.Unproven != "" || found > leaked || found < leaked-1 || answer.PID != r.Process.Pid ||
				answer.Version != toolchain || answer.Scanned.Passes != 1 || len(answer.Scanned.StopNs) != 0 {
				t.Errorf("%d of %d: %+v", found, leaked, answer)
			}
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			// Cut: nothing is proven; where the runtime's own structures are gone nothing is told at all.
			told := 0 // of what is left nobody is called leaked: what is gone may hold anything
			for _, share := range []int{0, 1, 30, 60, 90, 99} {
				cut := path + "-cut"
				if err := os.WriteFile(cut, whole[:len(whole)*share/100], 0o600); err != nil {
					t.Fatal(err)
				}
				answer, found, err := take(t, cut, binary)
				if err != nil {
					if known := new(wire.Error); !errors.As(err, &known) || share > 0 && !strings.Contains(known.Hint, "was cut") {
						t.Errorf("%d %%: %v", share, err)
					}
					continue
				}
				told++
				if answer.Grade == reach.GradeProven || found > 0 || !strings.Contains(answer.Unproven, "was cut") {
					t.Errorf("%d %%: %+v", share, answer)
				}
			}
			if told == 0 {
				t.Error("no cut file told anything")
			}
		})
	}
}

// TestCoreOfAnotherProgram is refused, by the first page; so is what is no core file.
func TestCoreOfAnotherProgram(t *testing.T) {
	binary, other := healthyProgram(t, newest), healthyProgram(t, "go1.26.0")
	r := start(t, binary, "heap", "1", "10", "0")
	if r == nil {
		t.Fatal("it ended")
	}
	path := filepath.Join(t.TempDir(), "core")
	dump(t, r.Process.Pid, path)
	for _, pair := range [][2]string{{path, other}, {binary, binary}, {path, path}, {path, path + "-none"}, {path + "-none", binary}} {
		if _, _, err := take(t, pair[0], pair[1]); err == nil {
			t.Errorf("%v is taken", pair)
		}
	}
}

// TestKernelCoreFile: the kernel's own, where it writes one into the folder.
func TestKernelCoreFile(t *testing.T) {
	pattern, err := os.ReadFile("/proc/sys/kernel/core_pattern")
	if err != nil || bytes.ContainsAny(pattern, "|/%") {
		t.Skipf("the kernel writes core files as %q", pattern)
	}
	binary := healthyProgram(t, newest)
	dir := t.TempDir()
	command := exec.Command("sh", "-c", `ulimit -c unlimited && exec "$0" heap 4 200 40`, binary)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOTRACEBACK=crash")
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if line := make([]byte, 6); true {
		if _, err := output.Read(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := exec.Command("kill", "-ABRT", fmt.Sprint(command.Process.Pid)).Run(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // by the signal
	_ = input.Close()
	files, err := filepath.Glob(filepath.Join(dir, "core*"))
	if err != nil || len(files) != 1 {
		t.Skipf("the kernel wrote no core file: %v %v", files, err)
	}
	answer, found, err := take(t, files[0], binary)
	if err != nil || answer.Grade != reach.GradeProven || found > 40 || found < 38 {
		t.Errorf("%d of 40: %+v, %v", found, answer, err)
	}
}

var _ target.Process = (*core.File)(nil)
