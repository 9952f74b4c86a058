// Bitmaps from a C library that are never freed: the process grows, and Go knows nothing of it.
// leak-process 60
// moments 6
package main

import (
	"time"

	"example.com/workloads/harness"
)

// gallery decodes for five seconds.
func gallery(done func(*bitmap)) {
	for page := 0; page < 50; page++ {
		b := decode(256 << 10)
		b.darken()
		done(b)
		time.Sleep(100 * time.Millisecond)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { gallery(func(*bitmap) {}) },
		Fixed:    func(int) { gallery((*bitmap).free) },
	})
}
