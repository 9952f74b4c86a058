//go:build linux && (amd64 || arm64)

package reach_test

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"parkscope/native/internal/reach"
)

const heldProgram = `package main

import (
	"fmt"
	"os"
	"time"
)

type node struct {
	next *node
	c    chan *int
}

var registry = map[string]*node{}

func main() {
	done := make(chan bool)
	go func() {
		registry["a"] = &node{next: &node{c: make(chan *int)}}
		go func() { <-registry["a"].next.c }()
		done <- true
	}()
	<-done
	local := make(chan int)
	go func() { <-local }()
	time.Sleep(50 * time.Millisecond)
	fmt.Println("ready")
	os.Stdin.Read(make([]byte, 1))
	close(local)
}
`

// TestWays: what is held is explained by the variable or the goroutine that holds it.
func TestWays(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), heldProgram)
	write(t, filepath.Join(dir, "go.mod"), "module example.com/held\n\ngo 1.22\n")
	for _, flags := range []string{"", "-buildmode=pie"} {
		binary := filepath.Join(dir, "held")
		arguments := []string{"build", "-o", binary}
		if flags != "" {
			arguments = append(arguments, flags)
		}
		if _, err := goCommand(dir, "go1.27.4", append(arguments, ".")...); err != nil {
			t.Fatal(err)
		}
		r := start(t, binary)
		if r == nil {
			t.Fatal("it ended")
		}
		p := attach(t, r.Process.Pid)
		all, err := p.Look(context.Background(), reach.Options{Explain: []uint64{1, 99999}})
		if err != nil || len(all.Ways) != 2 || all.Ways[0].Why == "" || all.Ways[1].Why != "it has ended" {
			t.Fatalf("%+v %v", all, err)
		}
		var texts []string
		for id := uint64(2); id < 60; id++ {
			result, err := p.Look(context.Background(), reach.Options{Explain: []uint64{id}})
			if err != nil || len(result.Groups) > 0 {
				t.Fatalf("%+v %v", result, err)
			}
			if steps := result.Ways[0].Steps; len(steps) > 0 {
				texts = append(texts, describe(steps))
			}
		}
		if len(texts) != 2 {
			t.Fatalf("%q", texts)
		}
		got := strings.Join(texts, "\n")
		t.Log(got)
		if !strings.Contains(got, "main.registry > object > ") || !strings.Contains(got, "stack of 1 > object") {
			t.Errorf("%s", got)
		}
	}

}

func describe(steps []reach.Step) string {
	var parts []string
	for _, s := range steps {
		switch s.Kind {
		case reach.StepGlobal:
			parts = append(parts, s.Name)
		case reach.StepStack:
			parts = append(parts, "stack of "+strconv.FormatUint(s.Goroutine, 10))
		case reach.StepObject:
			parts = append(parts, "object")
		default:
			parts = append(parts, s.Name)
		}
	}
	return strings.Join(parts, " > ")
}
