// Command imports reads records from a file into a handler. When a line is broken the reader returns without closing its
// channel, and the handler waits for the next record.
package main

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"example.com/workloads/harness"
)

type record struct {
	line  int
	value int
}

type reader struct {
	text string
	err  error
}

func (r *reader) records() <-chan record {
	out := make(chan record)
	go func() {
		lines := bufio.NewScanner(strings.NewReader(r.text))
		for n := 1; lines.Scan(); n++ {
			value, err := strconv.Atoi(lines.Text())
			if err != nil {
				r.err = fmt.Errorf("line %d: %w", n, err)
				return
			}
			out <- record{n, value}
		}
		close(out)
	}()
	return out
}

func (r *reader) recordsClosed() <-chan record {
	out := make(chan record)
	go func() {
		defer close(out)
		lines := bufio.NewScanner(strings.NewReader(r.text))
		for n := 1; lines.Scan(); n++ {
			value, err := strconv.Atoi(lines.Text())
			if err != nil {
				r.err = fmt.Errorf("line %d: %w", n, err)
				return
			}
			out <- record{n, value}
		}
	}()
	return out
}

func total(records <-chan record) int {
	sum := 0
	for r := range records { // leak 6
		sum += r.value
	}
	return sum
}

func main() {
	good, bad := "1\n2\n3\n", "1\n2\nthree\n4\n"
	harness.Main(harness.Program{
		Incident: func(i int) {
			total((&reader{text: good}).records())
			total((&reader{text: bad}).records())
		},
		Fixed: func(i int) {
			total((&reader{text: good}).recordsClosed())
			total((&reader{text: bad}).recordsClosed())
		},
	})
}
