// Command plugins talks to a plugin through pipes, one request at a time under a lock. The plugin reads the request and never
// writes a line back.
package main

import (
	"bufio"
	"fmt"
	"os"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type plugin struct {
	sync.Mutex
	in  *os.File
	out *os.File
	buf *bufio.Reader
	// farIn and farOut are the plugin's ends.
	farIn, farOut *os.File
	calls         int
}

func launch() *plugin {
	farIn, in, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	out, farOut, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	return &plugin{in: in, out: out, buf: bufio.NewReader(out), farIn: farIn, farOut: farOut}
}

func (p *plugin) call(what string) (string, error) {
	p.Lock() // leak 24
	defer p.Unlock()
	p.calls++
	if _, err := fmt.Fprintln(p.in, what); err != nil {
		return "", err
	}
	return p.buf.ReadString('\n') // leak 24
}

func (p *plugin) callUntil(what string, patience time.Duration) (string, error) {
	p.Lock()
	defer p.Unlock()
	p.calls++
	if _, err := fmt.Fprintln(p.in, what); err != nil {
		return "", err
	}
	if err := p.out.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	return p.buf.ReadString('\n')
}

func (p *plugin) count() int {
	p.Lock() // leak 24
	defer p.Unlock()
	return p.calls
}

func main() {
	endless, limited := launch(), launch()
	harness.Main(harness.Program{
		Incident: func(i int) {
			if i%4 == 3 {
				_ = endless.count()
				return
			}
			_, _ = endless.call("complete")
		},
		Fixed: func(i int) {
			if i%4 == 3 {
				_ = limited.count()
				return
			}
			_, _ = limited.callUntil("complete", 2*time.Millisecond)
		},
	})
}
