// Command graph walks a graph under its read lock, with a helper for each branch that takes the read lock too. A change that
// asks for the write lock in between keeps the helpers out, and the walk waits for its helpers.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness"
)

type graph struct {
	mu    sync.RWMutex
	edges map[int][]int
}

func newGraph() *graph {
	return &graph{edges: map[int][]int{0: {1, 2}, 1: {3}, 2: {4, 5}}}
}

func (g *graph) degree(node int) int {
	g.mu.RLock() // leak 21
	defer g.mu.RUnlock()
	return len(g.edges[node])
}

func (g *graph) connect(from, to int) {
	g.mu.Lock() // leak 21
	defer g.mu.Unlock()
	g.edges[from] = append(g.edges[from], to)
}

// branches adds up the degrees of the neighbours, each beside the others.
func (g *graph) branches(neighbours []int) int {
	degrees := make(chan int)
	for _, node := range neighbours {
		go func() {
			time.Sleep(2 * time.Millisecond)
			degrees <- g.degree(node)
		}()
	}
	sum := 0
	for range neighbours {
		sum += <-degrees // leak 21 23
	}
	return sum
}

func (g *graph) walk(node int) int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.branches(g.edges[node])
}

func (g *graph) walkCopy(node int) int {
	g.mu.RLock()
	neighbours := append([]int(nil), g.edges[node]...)
	g.mu.RUnlock()
	return g.branches(neighbours)
}

func edit(walk func(*graph, int) int) func(int) {
	return func(i int) {
		g := newGraph()
		go func() {
			time.Sleep(time.Millisecond)
			g.connect(0, i)
		}()
		_ = walk(g, 0)
	}
}

func main() {
	harness.Main(harness.Program{Incident: edit((*graph).walk), Fixed: edit((*graph).walkCopy)})
}
