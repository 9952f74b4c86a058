// Command 14-tee-one-reader copies a stream to two readers in turn; one stops after the header.
package main

import "example.com/workloads/harness/bare"

func tee(in <-chan int) (<-chan int, <-chan int) {
	left, right := make(chan int), make(chan int)
	go func() {
		defer close(left)
		defer close(right)
		for n := range in {
			left <- n
			right <- n // leak 14, 1
		}
	}()
	return left, right
}

func sum(in <-chan int) int {
	total := 0
	for n := range in { // leak 14, 6
		total += n
	}
	return total
}

func main() {
	bare.Main(func(fixed bool) {
		in := make(chan int, 8)
		for n := 0; n < 8; n++ {
			in <- n
		}
		close(in)
		left, right := tee(in)
		go sum(left)
		<-right
		if fixed {
			for range right {
			}
		}
	})
}
