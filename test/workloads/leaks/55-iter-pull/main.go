//go:build go1.23

// A comparison of two result lists with iter.Pull that returns at the first difference and stops neither.
package main

import (
	"iter"

	"example.com/workloads/harness"
)

type record struct {
	key   string
	value int
}

type results struct{ rows []record }

func (r *results) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, row := range r.rows {
			if !yield(row.key, row.value) { // leak 55
				return
			}
		}
	}
}

func differ(a, b *results) bool {
	nextA, _ := iter.Pull2(a.All())
	nextB, _ := iter.Pull2(b.All())
	return firstDifference(nextA, nextB)
}

func differAndStop(a, b *results) bool {
	nextA, stopA := iter.Pull2(a.All())
	defer stopA()
	nextB, stopB := iter.Pull2(b.All())
	defer stopB()
	return firstDifference(nextA, nextB)
}

func firstDifference(nextA, nextB func() (string, int, bool)) bool {
	for {
		keyA, valueA, moreA := nextA()
		keyB, valueB, moreB := nextB()
		if keyA != keyB || valueA != valueB || moreA != moreB {
			return true
		}
		if !moreA {
			return false
		}
	}
}

var (
	before = &results{[]record{{"tea", 4}, {"milk", 1}, {"sugar", 2}}}
	after  = &results{[]record{{"tea", 4}, {"milk", 2}, {"sugar", 2}}}
)

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { differ(before, after) },
		Fixed:    func(int) { differAndStop(before, after) },
	})
}
