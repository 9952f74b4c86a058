//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parkscope/native/internal/reach"
)

// inC leaks ten goroutines; of three others only C knows what they wait for: in a static variable, in small and in large memory of malloc.
const inC = `package main

/*
#include <stdint.h>
#include <stdlib.h>

static volatile uintptr_t kept; // volatile: the compiler would leave out what nobody reads
static volatile uintptr_t *volatile small, *volatile large;

static void keep(uintptr_t a, uintptr_t b, uintptr_t c) {
	kept = a;
	small = malloc(64);
	small[3] = b;
	large = malloc(1 << 22);
	large[12345] = c;
}
*/
import "C"

import (
	"fmt"
	"os"
	"time"
	"unsafe"
)

//go:noinline
func waits() uintptr {
	c := make(chan *int)
	go func() { <-c }()
	return uintptr(*(*unsafe.Pointer)(unsafe.Pointer(&c)))
}

func main() {
	done := make(chan bool)
	go func() {
		for i := 0; i < 10; i++ {
			waits()
		}
		C.keep(C.uintptr_t(waits()), C.uintptr_t(waits()), C.uintptr_t(waits()))
		done <- true
	}()
	<-done
	time.Sleep(100 * time.Millisecond)
	fmt.Println("ready")
	for os.Getppid() != 1 {
		time.Sleep(20 * time.Millisecond)
	}
}
`

// TestMemoryOfC: what only C holds is not proven leaked, and what nobody holds is.
func TestMemoryOfC(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		skip(t, "no gcc for cgo")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), inC)
	write(t, filepath.Join(dir, "go.mod"), "module example.com/inc\n\ngo 1.22\n")
	for _, toolchain := range []string{"go1.27.4", "go1.24.13", "go1.22.12"} {
		for _, flags := range []string{"-ldflags=", "-ldflags=-s -w"} {
			t.Run(toolchain+flags, func(t *testing.T) {
				binary := filepath.Join(dir, "inc")
				command := exec.Command("go", "build", "-o", binary, flags, ".")
				command.Dir = dir
				command.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off")
				if out, err := command.CombinedOutput(); err != nil {
					if strings.Contains(string(out), "download") {
						skip(t, string(out))
					}
					t.Fatalf("%v: %s", err, out)
				}
				r := start(t, binary)
				if r == nil {
					t.Fatal("it ended")
				}
				p := attach(t, r.Process.Pid)
				options := reach.Options{MaxStop: 5 * time.Second}
				result, err := p.Prove(context.Background(), options, holder(r.Process.Pid))
				if err != nil || result.Grade != reach.GradeStrong || result.Unproven == "" || len(result.Notes) == 0 {
					t.Errorf("without its memory: %+v %v", result, err)
				}
				looked := len(ids(result))
				options.Foreign = reach.ForeignOf(r.Process.Pid)
				result, err = p.Prove(context.Background(), options, holder(r.Process.Pid))
				if err != nil || result.Unproven != "" {
					t.Fatalf("%+v %v", result, err)
				}
				n := len(ids(result))
				t.Logf("%d of 10 proven, %d looked unreachable, stops %v, %d MB copied", n, looked, result.Scanned.StopNs, result.Scanned.CopiedBytes>>20)
				if result.Grade != reach.GradeProven || n < 7 || n > 10 || looked < 12 {
					t.Errorf("%d proven of %d", n, looked)
				}
				if err := r.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

func TestParseWritable(t *testing.T) {
	for _, text := range []string{"", "\n", "zz-1 rw-p 0 0 0", "5-4 rw-p 0 00:00 0 x", "ffffffffffffffff-1 rw-p 0 0 0", "1000-2000 rw"} {
		if areas := reach.ParseWritable([]byte(text)); len(areas) != 0 {
			t.Errorf("%q: %v", text, areas)
		}
	}
	text := "1000-2000 rw-p 00000000 00:00 0\n3000-4000 r--p 00000000 00:00 0\n" +
		"5000-6000 rw-p 00000000 00:00 0  [anon: Go: heap]\n7000-9000 rw-s 00000000 00:00 0 /dev/shm/a b\n"
	if areas := reach.ParseWritable([]byte(text)); len(areas) != 2 {
		t.Errorf("%v", areas)
	}
}
