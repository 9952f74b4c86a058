// A program that is hard to look at: -n goroutines that wait for ever, -churn others whose stacks grow and shrink, start and end without
// pause, while a garbage collection runs every ten milliseconds and moves what it can. It ends when its input does.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

var block = make(chan int)

//go:noinline
func parked(depth int) int {
	if depth == 0 {
		return <-block
	}
	return parked(depth-1) + 1
}

//go:noinline
func grow(depth int) byte {
	var room [512]byte
	room[depth%len(room)] = byte(depth)
	if depth == 0 {
		runtime.Gosched()
		return room[0]
	}
	return grow(depth-1) + room[depth%len(room)]
}

func churn(self int) {
	for n := 0; ; n++ {
		grow(1 + (n*37+self*11)%400)
		done := make(chan byte)
		go func() { done <- grow((n + self) % 200) }()
		<-done
		time.Sleep(time.Millisecond)
	}
}

func main() {
	count := flag.Int("n", 50, "")
	churning := flag.Int("churn", 0, "")
	flag.Parse()
	for i := 0; i < *count; i++ {
		go parked(i % 8)
	}
	for i := 0; i < *churning; i++ {
		go churn(i)
	}
	if *churning > 0 {
		go func() {
			for range time.Tick(10 * time.Millisecond) {
				runtime.GC()
			}
		}()
	}
	time.Sleep(200 * time.Millisecond)
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
}
