// A licence library in C that waits for its dongle inside the call.
// leak-site 51 main._Cfunc_dongle_wait
package main

import "example.com/workloads/harness"

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { (&dongle{i}).open() },
		Fixed:    func(i int) { (&dongle{i}).openWithin(10) },
	})
}
