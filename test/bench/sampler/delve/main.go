// Attaches to a process as delve does, reads every goroutine with its stack, and detaches. Prints what it found and how long it took.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-delve/delve/pkg/proc"
	"github.com/go-delve/delve/pkg/proc/native"
)

func main() {
	pid, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	began := time.Now()
	group, err := native.Attach(pid, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	stopped := time.Now()
	goroutines, _, err := proc.GoroutinesInfo(group.Selected, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	frames := 0
	for _, g := range goroutines {
		stack, err := proc.GoroutineStacktrace(group.Selected, g, 100, 0)
		if err != nil {
			log.Fatal(err)
		}
		frames += len(stack)
	}
	if err := group.Detach(false); err != nil {
		log.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	peak := 0
	for _, line := range strings.Split(string(status), "\n") {
		fmt.Sscanf(line, "VmHWM: %d kB", &peak)
	}
	answer := map[string]any{
		"goroutines": len(goroutines), "frames": frames, "ms": time.Since(began).Seconds() * 1e3,
		"stoppedMs": time.Since(stopped).Seconds() * 1e3, "peakMb": peak / 1024,
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		log.Fatal(err)
	}
}
