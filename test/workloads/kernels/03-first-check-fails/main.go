// Command 03-first-check-fails runs the checks of a readiness probe and answers with the first error.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

func ready(checks []func() error, fixed bool) error {
	room := 0
	if fixed {
		room = len(checks)
	}
	results := make(chan error, room)
	for _, check := range checks {
		check := check
		go func() {
			results <- check() // leak 3, 1
		}()
	}
	for range checks {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		checks := []func() error{
			func() error { return errors.New("no database") },
			func() error { time.Sleep(5 * time.Millisecond); return nil },
		}
		_ = ready(checks, fixed)
	})
}
