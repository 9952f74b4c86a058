// An evaluator that keeps a goroutine for each open formula, suspended deep in its recursion: the stacks are the memory.
// leak-process 57
// moments 6
package main

import (
	"sync"

	"example.com/workloads/harness"
)

type node struct {
	value       float64
	left, right *node
}

// chain makes a formula as users do who fill a column down.
func chain(depth int) *node {
	n := &node{value: 1}
	for i := 0; i < depth; i++ {
		n = &node{value: float64(i), left: n}
	}
	return n
}

type evaluation struct {
	inputs chan float64
	once   sync.Once
}

func (e *evaluation) eval(n *node) float64 {
	var scratch [512]float64
	if n.left == nil && n.right == nil {
		return n.value + <-e.inputs // leak 10
	}
	for i := range scratch {
		scratch[i] = n.value
	}
	if n.left != nil {
		scratch[0] += e.eval(n.left)
	}
	if n.right != nil {
		scratch[1] += e.eval(n.right)
	}
	return scratch[0] + scratch[1]
}

func (e *evaluation) close() { e.once.Do(func() { close(e.inputs) }) }

func open() *evaluation { return &evaluation{inputs: make(chan float64)} }

var column = chain(12)

func recalculate(int) {
	for cell := 0; cell < 50; cell++ {
		go open().eval(column)
	}
}

func recalculateAndClose(int) {
	for cell := 0; cell < 50; cell++ {
		e := open()
		go e.eval(column)
		e.close()
	}
}

func main() { harness.Main(harness.Program{Incident: recalculate, Fixed: recalculateAndClose}) }
