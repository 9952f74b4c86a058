// Work in a network namespace needs a thread of its own; a helper keeps it for further commands, which nobody sends.
package main

import (
	"runtime"

	"example.com/workloads/harness"
)

type namespace struct{ name string }

type command func(ns *namespace) error

type helper struct {
	commands chan command
	errs     chan error
}

func enter(ns *namespace) *helper {
	h := &helper{make(chan command), make(chan error, 1)}
	go h.serve(ns)
	return h
}

func (h *helper) serve(ns *namespace) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for run := range h.commands { // leak 6 52
		h.errs <- run(ns)
	}
}

func (h *helper) do(c command) error {
	h.commands <- c
	return <-h.errs
}

func (h *helper) leave() { close(h.commands) }

func addRoute(ns *namespace) error {
	ns.name += " via gw0"
	return nil
}

func attach(int) {
	enter(&namespace{"pod"}).do(addRoute)
}

func attachAndLeave(int) {
	h := enter(&namespace{"pod"})
	defer h.leave()
	h.do(addRoute)
}

func main() { harness.Main(harness.Program{Incident: attach, Fixed: attachAndLeave}) }
