// Hooks run by a shell: a hook that starts a daemon keeps the output pipe open, and waiting for the hook never ends.
package main

import (
	"bytes"
	"os/exec"
	"time"

	"example.com/workloads/harness"
)

type hook struct {
	name   string
	script string
}

type result struct {
	output bytes.Buffer
	err    error
}

// run is how hooks were run: until their output ends.
func (h hook) run() *result {
	r := new(result)
	cmd := exec.Command("sh", "-c", h.script)
	cmd.Stdout = &r.output
	cmd.Stderr = &r.output
	r.err = cmd.Run() // leak 49
	return r
}

func (h hook) runAtMost(after time.Duration) *result {
	r := new(result)
	cmd := exec.Command("sh", "-c", h.script)
	cmd.Stdout = &r.output
	cmd.Stderr = &r.output
	cmd.WaitDelay = after
	r.err = cmd.Run()
	return r
}

// The daemon ends by itself some time after the workload has.
var postDeploy = hook{"post-deploy", "echo deployed; sleep 15 &"}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { postDeploy.run() },
		Fixed:    func(int) { postDeploy.runAtMost(20 * time.Millisecond) },
	})
}
