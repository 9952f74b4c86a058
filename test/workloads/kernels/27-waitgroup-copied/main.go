// Command 27-waitgroup-copied gives its WaitGroup to the workers by value.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type job struct {
	wg *sync.WaitGroup
	n  int
}

func (j job) do() {
	time.Sleep(time.Millisecond)
	j.wg.Done()
}

func start(wg sync.WaitGroup, n int) {
	j := job{wg: &wg, n: n}
	go j.do()
}

func main() {
	bare.Main(func(fixed bool) {
		var wg sync.WaitGroup
		for n := 0; n < 3; n++ {
			wg.Add(1)
			if fixed {
				go job{wg: &wg, n: n}.do()
				continue
			}
			start(wg, n)
		}
		wg.Wait() // leak 27, 25
	})
}
