// An import in stages, each with its own goroutines; between files all of them idle.
package main

import (
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

func stage[A, B any](in <-chan A, width int, step func(A) B) <-chan B {
	out := make(chan B)
	var running sync.WaitGroup
	running.Add(width)
	for i := 0; i < width; i++ {
		go func() {
			defer running.Done()
			for a := range in {
				out <- step(a)
			}
		}()
	}
	go func() {
		running.Wait()
		close(out)
	}()
	return out
}

type row struct{ fields []string }

type loader struct{ batches, rows int }

func (l *loader) run(rows <-chan row) {
	var pending []row
	flush := time.NewTicker(250 * time.Millisecond)
	defer flush.Stop()
	for {
		select {
		case r, ok := <-rows:
			if !ok {
				return
			}
			if pending = append(pending, r); len(pending) < 100 {
				continue
			}
		case <-flush.C:
			if len(pending) == 0 {
				continue
			}
		}
		l.batches++
		l.rows += len(pending)
		pending = pending[:0]
	}
}

func main() {
	harness.Serve(func(load bool) {
		lines := make(chan string)
		harness.Keep(lines)
		trimmed := stage(lines, 2, strings.TrimSpace)
		rows := stage(trimmed, 8, func(line string) row {
			time.Sleep(time.Millisecond)
			return row{strings.Split(line, ",")}
		})
		checked := stage(rows, 3, func(r row) row {
			time.Sleep(500 * time.Microsecond)
			return r
		})
		go (&loader{}).run(checked)
		lines <- " id,name,price "
		for i := 0; load && i < 3; i++ {
			go func() {
				for {
					lines <- "1,tea,4.20 "
				}
			}()
		}
	})
}
