// Command 01-terminal-resize forwards the sizes of a terminal to an exec; one that failed to start takes none.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type size struct{ width, height uint16 }

type streams struct {
	resize chan size
	done   chan struct{}
}

func handleResizing(s *streams, sizes []size, fixed bool) {
	go func() {
		defer close(s.resize)
		for _, next := range sizes {
			if next.width < 1 || next.height < 1 {
				continue
			}
			if fixed {
				select {
				case s.resize <- next:
				case <-s.done:
					return
				}
				continue
			}
			s.resize <- next // leak 1, 12
		}
	}()
}

func start(command string) error {
	if command == "" {
		return errors.New("no command")
	}
	return nil
}

func execInContainer(command string, fixed bool) error {
	s := &streams{resize: make(chan size), done: make(chan struct{})}
	defer close(s.done)
	handleResizing(s, []size{{80, 24}, {120, 40}}, fixed)
	time.Sleep(2 * time.Millisecond)
	if err := start(command); err != nil {
		return err
	}
	for range s.resize {
	}
	return nil
}

func main() {
	bare.Main(func(fixed bool) {
		_ = execInContainer("", fixed)
	})
}
