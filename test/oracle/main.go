// oracle says what golang.org/x/exp/trace, the reader that the Go team publishes, finds in an execution trace. The tests of our own
// decoder compare with it.
//
//	oracle report FILE          everything that the reader delivers, as JSON on standard output
//	oracle iterate FILE         only reads: events and seconds, for the bench
//	oracle encode TEXT OUT      a textual trace (trace/testdata of x/exp) to the wire format; prints what the test expects
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "report":
		r, err := open(args[1], report)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	case len(args) == 2 && args[0] == "iterate":
		r, err := open(args[1], iterate)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	case len(args) == 3 && args[0] == "encode":
		text, err := os.ReadFile(args[1])
		if err != nil {
			return err
		}
		expect, wire, err := encode(string(text))
		if err != nil {
			return err
		}
		if err := os.WriteFile(args[2], wire, 0o644); err != nil {
			return err
		}
		_, err = fmt.Print(expect)
		return err
	}
	return fmt.Errorf("usage: oracle report FILE | iterate FILE | encode TEXT OUT")
}

func open[T any](path string, read func(io.Reader) T) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, err
	}
	defer f.Close()
	return read(f), nil
}

type iterated struct {
	Events  int     `json:"events"`
	Seconds float64 `json:"seconds"`
	Error   string  `json:"error"`
}

func iterate(r io.Reader) iterated {
	began := time.Now()
	n, err := each(r, func(trace.Event) {})
	done := iterated{Events: n, Seconds: time.Since(began).Seconds()}
	if err != nil {
		done.Error = err.Error()
	}
	return done
}

// each calls visit for every event, and counts them.
func each(r io.Reader, visit func(trace.Event)) (int, error) {
	reader, err := trace.NewReader(r)
	if err != nil {
		return 0, err
	}
	for n := 0; ; n++ {
		ev, err := reader.ReadEvent()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		visit(ev)
	}
}
