// A report generator under a memory limit: much garbage, a live heap at half of the limit, a collector that keeps up.
// moments 6
package main

import (
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type row struct {
	name  string
	cells [12]float64
}

type archive struct {
	mu   sync.RWMutex
	rows []*row
}

func (a *archive) fill(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := 0; i < n; i++ {
		a.rows = append(a.rows, &row{name: strings.Repeat("n", 16)})
	}
}

func (a *archive) report() string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var out strings.Builder
	for i := 0; i < len(a.rows); i += 200 {
		out.WriteString(strings.ToUpper(a.rows[i].name))
	}
	return out.String()
}

func main() {
	harness.Serve(func(load bool) {
		debug.SetMemoryLimit(128 << 20)
		a := &archive{}
		a.fill(300_000)
		for i := 0; load && i < 6; i++ {
			go func() {
				for {
					a.report()
					time.Sleep(2 * time.Millisecond)
				}
			}()
		}
	})
}
