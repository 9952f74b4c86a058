// Command etl reads rows, converts them and writes them. The sink gives up at the first bad row, and the stages before it
// go on sending.
package main

import (
	"context"
	"errors"
	"fmt"

	"example.com/workloads/harness"
)

type row struct {
	number int
	cells  []string
}

func read(rows int) <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for n := 0; n < rows; n++ {
			out <- row{n, []string{fmt.Sprint(n), "x"}} // leak 14
		}
	}()
	return out
}

func convert(in <-chan row) <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for r := range in {
			r.cells = append(r.cells, "converted")
			out <- r // leak 14
		}
	}()
	return out
}

func readUntil(ctx context.Context, rows int) <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for n := 0; n < rows; n++ {
			select {
			case out <- row{n, []string{fmt.Sprint(n), "x"}}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func convertUntil(ctx context.Context, in <-chan row) <-chan row {
	out := make(chan row)
	go func() {
		defer close(out)
		for r := range in {
			r.cells = append(r.cells, "converted")
			select {
			case out <- r:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

var errConstraint = errors.New("constraint violated")

func write(in <-chan row) (written int, err error) {
	for r := range in {
		if r.number == 5 {
			return written, errConstraint
		}
		written++
	}
	return written, nil
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { _, _ = write(convert(read(50))) },
		Fixed: func(int) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			_, _ = write(convertUntil(ctx, readUntil(ctx, 50)))
		},
	})
}
