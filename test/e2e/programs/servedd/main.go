// A service that forgets goroutines and serves net/http/pprof: what its memory says of them is compared with what its runtime says.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"
)

// Feeds that nobody reads, kept for ever: reachable for both.
var registry []chan string

func main() {
	done := make(chan bool)
	// On a stack of its own, which ends: what it leaves behind keeps nothing.
	go func() {
		for range 40 {
			giveUp()
		}
		for range 10 {
			feed := make(chan string)
			registry = append(registry, feed)
			go func() { feed <- "news" }()
		}
		done <- true
	}()
	<-done
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	time.Sleep(50 * time.Millisecond)
	fmt.Println(os.Getpid())
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
	os.Exit(1)
}

// Returns before the answer is there.
func giveUp() {
	answer := make(chan []byte)
	go func() {
		time.Sleep(time.Millisecond)
		answer <- nil
	}()
	select {
	case <-answer:
	case <-time.After(time.Microsecond):
	}
}
