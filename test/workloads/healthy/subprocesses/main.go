// Helpers as processes of their own: long-running children whose output is read through pipes, and short ones under load.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"os/exec"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type plugin struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines atomic.Int64
}

func startPlugin(ctx context.Context) *plugin {
	// cat ends by itself when this process does: its input closes.
	p := &plugin{cmd: exec.CommandContext(ctx, "cat")}
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		log.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		log.Fatal(err)
	}
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			p.lines.Add(1)
		}
		log.Print(p.cmd.Wait())
	}()
	return p
}

// follow is a child whose output is copied by os/exec itself, through an io.Pipe.
func follow(seconds int) {
	reader, writer := io.Pipe()
	cmd := exec.Command("sleep", fmt.Sprint(seconds))
	cmd.Stdout = writer
	go func() {
		writer.CloseWithError(cmd.Run())
	}()
	go io.Copy(io.Discard, reader)
}

func main() {
	harness.Serve(func(load bool) {
		plugins := []*plugin{startPlugin(context.Background()), startPlugin(context.Background())}
		follow(20)
		for _, p := range plugins {
			fmt.Fprintln(p.stdin, "hello")
			if !load {
				continue
			}
			go func() {
				for {
					fmt.Fprintln(p.stdin, "work")
					time.Sleep(3 * time.Millisecond)
				}
			}()
			go func() {
				for {
					ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
					if _, err := exec.CommandContext(ctx, "true").Output(); err != nil {
						log.Print(err)
					}
					cancel()
					time.Sleep(20 * time.Millisecond)
				}
			}()
		}
	})
}
