// Command 14-limit-reader reads a table with workers until the limit is reached; the workers have more.
package main

import (
	"sync"

	"example.com/workloads/harness/bare"
)

type row struct{ id int }

func worker(from, to int, out chan<- row, quit <-chan struct{}, wg *sync.WaitGroup) {
	defer wg.Done()
	for id := from; id < to; id++ {
		select { // leak 14, 1, 12
		case out <- row{id}:
		case <-quit:
			return
		}
	}
}

func query(limit int, closes bool) []row {
	out, quit := make(chan row, 2), make(chan struct{})
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(i*100, i*100+100, out, quit, &wg)
	}
	go func() {
		wg.Wait() // leak 26, 25
		close(out)
	}()
	var rows []row
	for r := range out {
		rows = append(rows, r)
		if len(rows) == limit {
			break
		}
	}
	if closes {
		close(quit)
	}
	return rows
}

func main() {
	bare.Main(func(fixed bool) { query(10, fixed) })
}
