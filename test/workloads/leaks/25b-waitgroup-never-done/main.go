// Command scores adds up the parts of an exam. It counts all parts and starts only those that were answered; who closes the
// channel of results waits for the rest, and the handler with it.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type part struct {
	answer string
	points int
}

func grade(p part) int {
	time.Sleep(200 * time.Microsecond)
	return p.points * len(p.answer)
}

func gradeAll(parts []part) <-chan int {
	results := make(chan int, len(parts))
	var left sync.WaitGroup
	left.Add(len(parts))
	for _, p := range parts {
		if p.answer == "" {
			continue
		}
		go func() {
			defer left.Done()
			results <- grade(p)
		}()
	}
	go func() {
		left.Wait() // leak 25
		close(results)
	}()
	return results
}

func gradeAnswered(parts []part) <-chan int {
	results := make(chan int, len(parts))
	var left sync.WaitGroup
	for _, p := range parts {
		if p.answer == "" {
			continue
		}
		left.Add(1)
		go func() {
			defer left.Done()
			results <- grade(p)
		}()
	}
	go func() {
		left.Wait()
		close(results)
	}()
	return results
}

func total(results <-chan int) int {
	sum := 0
	for points := range results { // leak 6 25
		sum += points
	}
	return sum
}

func main() {
	complete := []part{{"yes", 1}, {"no", 2}}
	partial := []part{{"yes", 1}, {"", 2}, {"perhaps", 3}}
	exam := func(grade func([]part) <-chan int) func(int) {
		return func(int) {
			total(grade(complete))
			total(grade(partial))
		}
	}
	harness.Main(harness.Program{Incident: exam(gradeAll), Fixed: exam(gradeAnswered)})
}
