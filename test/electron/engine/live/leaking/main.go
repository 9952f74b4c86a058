// A program that leaks goroutines at a steady pace: what the tests of live documents watch. It ends when its input does.
package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

var ballast [][]byte

// ask starts a worker and does not wait for its answer: the worker is stuck in its send for ever.
func ask(n int) {
	answers := make(chan int)
	go func() { answers <- work(n) }()
	select {
	case <-answers:
	case <-time.After(time.Nanosecond):
	}
}

func work(n int) int {
	time.Sleep(time.Millisecond)
	return n * n
}

// queue has room for eight and a consumer that takes one at a time, slowly.
func queue() {
	jobs := make(chan int, 8)
	for i := 0; i < 3; i++ {
		go func() {
			for n := 0; ; n++ {
				jobs <- n
			}
		}()
	}
	for range jobs {
		time.Sleep(50 * time.Millisecond)
	}
}

func main() {
	var lock sync.Mutex
	lock.Lock()
	for i := 0; i < 5; i++ {
		go func() { lock.Lock() }()
	}
	go queue()
	go func() {
		for n := 0; ; n++ {
			ask(n)
			ballast = append(ballast, make([]byte, 16<<10))
			time.Sleep(20 * time.Millisecond)
		}
	}()
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
}
