// A program whose goroutines wait in every way, for the tests of the sampler. It prints one line when all wait, then for each
// line on its input a dump of its goroutines and a line with `end of dump`. -n N starts N more that wait.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

type worker struct{ jobs chan int }

// run waits as a method, called through an interface.
func (w *worker) run() { <-w.jobs }

type runner interface{ run() }

func recurse(depth int, c chan int) int {
	if depth == 0 {
		return <-c
	}
	return recurse(depth-1, c) + 1
}

func inlined(c chan struct{}) { c <- struct{}{} }

func outer(c chan struct{}) { inlined(c) }

func generic[T any](c chan T) T { return <-c }

func deferred(c chan int) {
	defer func() {
		if recover() != nil {
			<-c
		}
	}()
	panic("on purpose")
}

func sender(c chan<- [3]int64) {
	c <- [3]int64{1, 2, 3}
	c <- [3]int64{4, 5, 6}
	c <- [3]int64{7, 8, 9}
}

var block = make(chan int)

func main() {
	extra := flag.Int("n", 0, "")
	spin := flag.Bool("spin", false, "")
	churn := flag.Bool("churn", false, "")
	flag.Parse()
	var lock sync.Mutex
	var rw sync.RWMutex
	var group sync.WaitGroup
	cond := sync.NewCond(&sync.Mutex{})
	lock.Lock()
	rw.Lock()
	group.Add(1)
	var nilChannel chan int
	start := func(f func()) { go f() }
	go func() { <-block }()
	go func() { make(chan int) <- 1 }()
	start(func() { <-block })
	go outer(make(chan struct{}))
	go generic(make(chan string))
	go recurse(30, block)
	go recurse(300, block)
	go deferred(block)
	go (&worker{block}).run()
	var r runner = &worker{block}
	go r.run()
	go sender(make(chan [3]int64, 2))
	go func() { <-nilChannel }()
	go func() { select {} }()
	go func() {
		other := make(chan string, 4)
		select {
		case <-block:
		case other <- "":
			select {
			case <-block:
			case <-nilChannel:
			}
		}
	}()
	go func() {
		full := make(chan string)
		select {
		case <-make(chan int, 7):
		case full <- "x":
		case <-time.After(time.Hour):
		}
	}()
	go lock.Lock()
	go rw.RLock()
	go rw.Lock()
	go group.Wait()
	go func() {
		cond.L.Lock()
		cond.Wait()
	}()
	go time.Sleep(time.Hour)
	go func() {
		runtime.LockOSThread()
		<-block
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() { _, _ = listener.Accept() }()
	go func() {
		r, _, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		_, _ = r.Read(make([]byte, 1))
	}()
	pprof.Do(context.Background(), pprof.Labels("route", "/api", "user", "ü 7"), func(context.Context) {
		go func() { <-block }()
	})
	for i := 0; i < *extra; i++ {
		go recurse(6, block)
	}
	if *spin {
		go func() {
			n := 0
			for {
				n++
			}
		}()
	}
	if *churn {
		go func() {
			for {
				done := make(chan int)
				for i := 0; i < 50; i++ {
					i := i
					go func() { done <- grow(20 + i) }()
				}
				for i := 0; i < 50; i++ {
					<-done
				}
			}
		}()
		go func() {
			for {
				runtime.GC()
				time.Sleep(10 * time.Millisecond)
			}
		}()
	}
	time.Sleep(300 * time.Millisecond)
	fmt.Println("ready")
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		buffer := make([]byte, 1<<20)
		for {
			n := runtime.Stack(buffer, true)
			if n < len(buffer) {
				if _, err := os.Stdout.Write(buffer[:n]); err != nil {
					return
				}
				break
			}
			buffer = make([]byte, 2*len(buffer))
		}
		fmt.Println("\nend of dump")
	}
}

//go:noinline
func grow(depth int) int {
	var space [256]byte
	if depth == 0 {
		return int(space[0])
	}
	return grow(depth-1) + int(space[depth&255])
}
