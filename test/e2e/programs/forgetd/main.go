// A service that forgets goroutines in two ways: what the window proves in tests. Answers that nobody takes after a deadline leave a
// goroutine each that sends into a channel which nothing else knows any more. Feeds that nobody reads are kept in a registry for ever.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

type answer struct {
	result chan []byte
	data   [16 << 10]byte
}

// Feeds by number.
var registry = map[int]*feed{}

type feed struct{ events chan string }

func main() {
	forgotten := flag.Int("forgotten", 60, "answers that are given up at once")
	kept := flag.Int("kept", 30, "feeds that nobody reads")
	every := flag.Duration("every", 0, "time from one answer that is given up to the next; 0 for none")
	flag.Parse()

	done := make(chan bool)
	// On a stack of its own, which ends: what it leaves behind keeps nothing.
	go func() {
		for range *forgotten {
			giveUp()
		}
		for i := range *kept {
			subscribe(i)
		}
		done <- true
	}()
	<-done
	time.Sleep(50 * time.Millisecond)
	fmt.Println(os.Getpid())
	for {
		if *every == 0 {
			time.Sleep(time.Hour)
		}
		time.Sleep(*every)
		giveUp()
	}
}

// Returns before the answer is there.
func giveUp() {
	a := &answer{result: make(chan []byte)}
	go a.work()
	select {
	case <-a.result:
	case <-time.After(time.Microsecond):
	}
}

func (a *answer) work() {
	for i := range a.data {
		a.data[i] = byte(i)
	}
	time.Sleep(time.Millisecond)
	a.result <- a.data[:]
}

func subscribe(number int) {
	f := &feed{events: make(chan string)}
	registry[number] = f
	go f.publish()
}

func (f *feed) publish() {
	f.events <- "began"
}
