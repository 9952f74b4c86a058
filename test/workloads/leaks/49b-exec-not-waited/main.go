// A converter that starts a process, takes its first line and never waits for it: the goroutine that watches its context stays.
// leak-site 49 os/exec.(*Cmd).watchCtx
package main

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"time"

	"example.com/workloads/harness"
)

type probe struct {
	cmd *exec.Cmd
	out io.ReadCloser
}

func start(ctx context.Context, name string, args ...string) (*probe, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &probe{cmd, out}, cmd.Start()
}

func (p *probe) firstLine() string {
	line, _ := bufio.NewReader(p.out).ReadString('\n')
	return line
}

func (p *probe) end() error {
	p.out.Close()
	return p.cmd.Wait()
}

var service, shutDown = context.WithCancel(context.Background())

func version(int) {
	p, err := start(service, "echo", "ffmpeg 7.1")
	if err == nil {
		p.firstLine()
	}
}

func versionAndWait(int) {
	p, err := start(service, "echo", "ffmpeg 7.1")
	if err == nil {
		p.firstLine()
		p.end()
	}
}

func main() {
	time.AfterFunc(time.Hour, shutDown)
	harness.Main(harness.Program{Incident: version, Fixed: versionAndWait})
}
