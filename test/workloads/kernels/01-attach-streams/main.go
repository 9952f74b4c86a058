// Command 01-attach-streams copies three streams of a container; the first error ends attaching, the other errors nobody takes.
package main

import (
	"errors"
	"io"
	"strings"
	"time"

	"example.com/workloads/harness/bare"
)

func copyStream(name string, fail bool) error {
	if fail {
		return errors.New(name + ": broken pipe")
	}
	time.Sleep(20 * time.Millisecond)
	_, err := io.Copy(io.Discard, strings.NewReader(name))
	return err
}

func attach(room int) error {
	errs := make(chan error, room)
	for _, name := range []string{"stdin", "stdout", "stderr"} {
		go func(name string) {
			errs <- copyStream(name, name == "stdin") // leak 1
		}(name)
	}
	for i := 0; i < 3; i++ {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		room := 0
		if fixed {
			room = 3
		}
		_ = attach(room)
	})
}
