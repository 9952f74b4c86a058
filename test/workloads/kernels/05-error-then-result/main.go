// Command 05-error-then-result sends the error and then, for want of a return, the result too.
package main

import (
	"errors"
	"time"

	"example.com/workloads/harness/bare"
)

type answer struct {
	body string
	err  error
}

func load(id int, out chan<- answer, fixed bool) {
	time.Sleep(time.Millisecond)
	err := errors.New("gone")
	if id%2 == 1 {
		out <- answer{err: err}
		if fixed {
			return
		}
	}
	out <- answer{body: "ok"} // leak 5, 1
}

func main() {
	bare.Main(func(fixed bool) {
		out := make(chan answer)
		go load(1, out, fixed)
		<-out
	})
}
