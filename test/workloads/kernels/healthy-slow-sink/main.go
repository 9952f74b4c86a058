// Command healthy-slow-sink is a pipeline of three stages whose last is slow: the first ones wait to send.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

func generate(out chan<- int) {
	for n := 0; ; n++ {
		out <- n
	}
}

func square(in <-chan int, out chan<- int) {
	for n := range in {
		out <- n * n
	}
}

func store(in <-chan int) {
	for range in {
		time.Sleep(250 * time.Millisecond)
	}
}

func main() {
	bare.Main(func(bool) {
		numbers, squares := make(chan int), make(chan int, 2)
		go generate(numbers)
		go square(numbers, squares)
		go square(numbers, squares)
		store(squares)
	})
}
