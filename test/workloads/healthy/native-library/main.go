// A decoder in C with a pool of its own: a few threads that wait inside the library for frames, as they are meant to.
package main

import (
	"time"

	"example.com/workloads/harness"
)

func main() {
	harness.Serve(func(load bool) {
		d := newDecoder(4)
		d.decode(1)
		for i := 0; load && i < 8; i++ {
			go func() {
				for {
					d.decode(3)
					time.Sleep(time.Millisecond)
				}
			}()
		}
	})
}
