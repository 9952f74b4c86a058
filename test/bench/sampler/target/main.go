// The process that is measured: goroutines that wait eight calls deep, and a loop that tells how late it is. It answers commands, a
// line each: `late` the lateness of the loop since it was asked last, `stack` runtime.Stack of all, `debug2` the text of all, `work` how
// much was worked.
//
//	-n 100000   goroutines that wait
//	-burn 0     burn so many percent of a processor and do nothing else: the control run
//	-work       one goroutine for each processor that hashes all the time
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

//go:noinline
func wait(depth int, c chan int) int {
	if depth > 0 {
		return wait(depth-1, c) + 1
	}
	return <-c
}

func handle(c chan int) { wait(4, c) }

// ticker sleeps for a millisecond at a time.
type ticker struct {
	lock sync.Mutex
	late []time.Duration
}

func (t *ticker) run() {
	const every = time.Millisecond
	for due := time.Now().Add(every); ; due = due.Add(every) {
		time.Sleep(time.Until(due))
		now := time.Now()
		t.lock.Lock()
		t.late = append(t.late, now.Sub(due))
		t.lock.Unlock()
		if now.Sub(due) > every {
			due = now
		}
	}
}

func (t *ticker) take() map[string]any {
	t.lock.Lock()
	late := t.late
	t.late = nil
	t.lock.Unlock()
	slices.Sort(late)
	if len(late) == 0 {
		return map[string]any{"ticks": 0}
	}
	at := func(of float64) float64 { return late[min(len(late)-1, int(of*float64(len(late))))].Seconds() * 1e3 }
	return map[string]any{"ticks": len(late), "p50Ms": at(0.5), "p99Ms": at(0.99), "p999Ms": at(0.999), "maxMs": at(1)}
}

func burn(percent int) {
	const slice = 10 * time.Millisecond
	for {
		began := time.Now()
		for time.Since(began) < slice*time.Duration(percent)/100 {
		}
		time.Sleep(time.Until(began.Add(slice)))
	}
}

// worked counts passes over a block that stays in the processor's cache; each goroutine has its own counter and cache line.
type worked struct {
	passes atomic.Int64
	_      [120]byte
}

func (w *worked) run() {
	block := make([]byte, 64<<10)
	for sum := uint32(1); ; w.passes.Add(1) {
		sum = crc32.Update(sum, crc32.IEEETable, block)
		block[sum%uint32(len(block))]++
	}
}

// take adds up what all did, with the processor's time of the process since it began.
func take(all []worked) map[string]any {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	passes := int64(0)
	for i := range all {
		passes += all[i].passes.Load()
	}
	cpu := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	return map[string]any{"passes": passes, "cpuMs": cpu.Seconds() * 1e3, "atMs": float64(time.Now().UnixMicro()) / 1e3}
}

func main() {
	working := flag.Bool("work", false, "")
	count := flag.Int("n", 100_000, "")
	percent := flag.Int("burn", 0, "")
	flag.Parse()
	if *percent > 0 {
		go burn(*percent)
	}
	workers := make([]worked, runtime.GOMAXPROCS(0))
	for i := range workers {
		if *working {
			go workers[i].run()
		}
	}
	channels := make([]chan int, 1+*count/100)
	for i := range channels {
		channels[i] = make(chan int)
	}
	for i := range *count {
		go handle(channels[i%len(channels)])
	}
	loop := &ticker{}
	go loop.run()
	time.Sleep(500 * time.Millisecond)
	runtime.GC()
	fmt.Println("ready")
	encoder := json.NewEncoder(os.Stdout)
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		began := time.Now()
		answer := map[string]any{}
		switch input.Text() {
		case "late":
			answer = loop.take()
		case "work":
			answer = take(workers)
		case "stack":
			buffer := make([]byte, 1<<30)
			answer["bytes"] = runtime.Stack(buffer, true)
		case "debug2":
			var text bytes.Buffer
			if err := pprof.Lookup("goroutine").WriteTo(&text, 2); err != nil {
				panic(err)
			}
			answer["bytes"] = text.Len()
		}
		answer["ms"] = time.Since(began).Seconds() * 1e3
		if err := encoder.Encode(answer); err != nil {
			panic(err)
		}
	}
}
