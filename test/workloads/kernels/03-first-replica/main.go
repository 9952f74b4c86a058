// Command 03-first-replica asks all replicas and takes the first answer.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

func read(replica int) string {
	time.Sleep(time.Duration(replica+1) * 2 * time.Millisecond)
	return "value"
}

func fastest(replicas, room int) string {
	answers := make(chan string, room)
	for i := 0; i < replicas; i++ {
		go func(i int) { answers <- read(i) }(i) // leak 3, 1
	}
	return <-answers
}

func main() {
	bare.Main(func(fixed bool) {
		if fixed {
			fastest(3, 3)
			return
		}
		fastest(3, 0)
	})
}
