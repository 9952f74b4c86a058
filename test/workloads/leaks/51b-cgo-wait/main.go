// A licence library in C that waits for its dongle inside the call.
package main

import "example.com/workloads/harness"

func main() {
	harness.Main(harness.Program{
		Incident: func(i int) { (&dongle{i}).open() },
		Fixed:    func(i int) { (&dongle{i}).openWithin(10) },
	})
}
