//go:build linux && (amd64 || arm64)

package reach_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parkscope/native/internal/reach"
)

// leaking leaks ten goroutines of each kind of wait, and holds as many of each in a variable.
const leaking = `package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type thing struct {
	c    chan *int
	n    chan int
	lock sync.Mutex
	rw   sync.RWMutex
	wait sync.WaitGroup
	cond *sync.Cond
	self *thing
}

var held []*thing

//go:noinline
func begin(hold bool) {
	t := &thing{c: make(chan *int), n: make(chan int)}
	t.self = t
	t.cond = sync.NewCond(&t.lock)
	t.rw.Lock()
	t.wait.Add(1)
	go func() { <-t.c }()
	go func() { t.n <- 1 }()
	go func() {
		select {
		case <-t.c:
		case t.n <- 2:
		}
	}()
	go func() { t.rw.RLock() }()
	go func() { t.wait.Wait() }()
	go func() {
		t.lock.Lock()
		t.cond.Wait()
	}()
	if hold {
		held = append(held, t)
	}
}

func main() {
	done := make(chan bool)
	for i := 0; i < 20; i++ {
		go func(i int) {
			begin(i%2 == 0)
			done <- true
		}(i)
		<-done
	}
	time.Sleep(100 * time.Millisecond)
	fmt.Println("ready")
	for os.Getppid() != 1 {
		time.Sleep(20 * time.Millisecond)
	}
}
`

// TestEveryVersion: the same program by each toolchain, whole and stripped. PARKSCOPE_ALL_BUILDS adds PIE.
func TestEveryVersion(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), leaking)
	write(t, filepath.Join(dir, "go.mod"), "module example.com/leaking\n\ngo 1.18\n")
	builds := [][]string{nil, {"-ldflags=-s -w"}}
	if os.Getenv("PARKSCOPE_ALL_BUILDS") != "" {
		builds = append(builds, []string{"-buildmode=pie"}, []string{"-buildmode=pie", "-ldflags=-s -w"})
	}
	for _, toolchain := range []string{
		"go1.19.13", "go1.20.14", "go1.21.13", "go1.22.12", "go1.23.12", "go1.24.4", "go1.24.13", "go1.25.12", "go1.26.8", "go1.27.4",
	} {
		for _, flags := range builds {
			t.Run(toolchain+strings.Join(flags, ""), func(t *testing.T) {
				binary := filepath.Join(dir, "leaking")
				arguments := append([]string{"build", "-o", binary}, flags...)
				if _, err := goCommand(dir, toolchain, append(arguments, ".")...); err != nil {
					if strings.Contains(err.Error(), "download") || strings.Contains(err.Error(), "toolchain not available") {
						skip(t, err.Error())
					}
					t.Fatal(err)
				}
				r := start(t, binary)
				if r == nil {
					t.Fatal("it ended")
				}
				p := attach(t, r.Process.Pid)
				result := prove(t, p, r.Process.Pid)
				t.Logf("%s %q %d, %+v", result.Grade, result.Unproven, len(ids(result)), result.Scanned)
				// Ten things leak, each with six goroutines; a stale word may hide some.
				for _, g := range result.Groups {
					if len(g.Objects) == 0 || len(g.Goroutines) > 6 {
						t.Errorf("%+v", g)
					}
				}
				if n := len(ids(result)); n > 60 || n < 54 {
					t.Errorf("%d goroutines, want 60", n)
				}
				// Without isextra a stripped program may run C code.
				old := strings.Contains(strings.Join(flags, ""), "-s") && toolchain < "go1.20"
				if (result.Grade == reach.GradeProven) == old {
					t.Errorf("%s: %s", result.Grade, result.Unproven)
				}
				if err := r.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}
