// Command 17-batch-reader reads objects out of a process' output; a page that has seen enough leaves the rest in the pipe.
package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"example.com/workloads/harness/bare"
)

func catFile(w *io.PipeWriter, ids []string) {
	for _, id := range ids {
		if _, err := fmt.Fprintln(w, id, strings.Repeat("x", 4096)); err != nil { // leak 17, 1
			return
		}
	}
	_ = w.Close()
}

func lastCommit(ids []string, wanted string, fixed bool) string {
	r, w := io.Pipe()
	if fixed {
		defer r.Close()
	}
	go catFile(w, ids)
	lines := bufio.NewReaderSize(r, 8192)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return ""
		}
		if strings.HasPrefix(line, wanted) {
			return line
		}
	}
}

func main() {
	bare.Main(func(fixed bool) {
		ids := []string{"a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8"}
		lastCommit(ids, "b2", fixed)
	})
}
