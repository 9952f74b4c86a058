// Command locale makes its tables when they are first needed, by sync.OnceValue. The table of currencies needs the table of
// countries, which needs the table of currencies.
package main

import (
	"sync"

	"example.com/workloads/harness"
)

type country struct{ code, currency string }

type tables struct {
	countries  func() map[string]country
	currencies func() map[string]int
}

func newTables(symbols func(t *tables) int) *tables {
	t := &tables{}
	t.countries = sync.OnceValue(func() map[string]country {
		all := map[string]country{}
		for _, c := range []country{{"no", "nok"}, {"jp", "jpy"}} {
			if symbols(t) > 0 || c.code != "" {
				all[c.code] = c
			}
		}
		return all
	})
	t.currencies = sync.OnceValue(func() map[string]int {
		used := map[string]int{}
		for _, c := range t.countries() { // leak 29
			used[c.currency]++
		}
		return used
	})
	return t
}

func fromTable(t *tables) int {
	return len(t.currencies()) // leak 29
}

func constant(*tables) int { return 2 }

func request(symbols func(*tables) int) func(int) {
	return func(i int) {
		t := newTables(symbols)
		if i%2 == 0 {
			_ = len(t.countries())
		}
		_ = t.currencies()["nok"]
	}
}

func main() {
	harness.Main(harness.Program{Incident: request(fromTable), Fixed: request(constant)})
}
