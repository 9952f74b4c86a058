// Command 25-done-before-panic recovers from a panic of a plugin beside the line that counts it as done.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type plugin func()

func call(p plugin, wg *sync.WaitGroup, fixed bool) {
	defer func() { _ = recover() }()
	if fixed {
		defer wg.Done()
		p()
		return
	}
	p()
	wg.Done()
}

func runAll(plugins []plugin, fixed bool) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for _, p := range plugins {
		go call(p, &wg, fixed)
	}
	wg.Wait() // leak 25
}

func main() {
	bare.Main(func(fixed bool) {
		runAll([]plugin{func() {}, func() { panic("no config") }}, fixed)
	})
}
