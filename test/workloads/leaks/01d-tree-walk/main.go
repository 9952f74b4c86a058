// Command same compares the leaves of two trees, each walked by a goroutine that sends leaf after leaf. At the first
// difference it has its answer, and the walkers stand deep in their trees.
package main

import (
	"example.com/workloads/harness"
)

type node struct {
	left, right *node
	leaf        int
}

// chain is a tree that has grown to one side.
func chain(depth, first int) *node {
	if depth == 0 {
		return &node{leaf: first}
	}
	return &node{left: chain(depth-1, first), right: &node{leaf: first + depth}}
}

type visitor interface {
	visit(leaf int) bool
}

func (n *node) walk(v visitor) bool {
	if n.left == nil && n.right == nil {
		return v.visit(n.leaf)
	}
	return n.left.walk(v) && n.right.walk(v)
}

type sender chan int

func (s sender) visit(leaf int) bool {
	s <- leaf // leak 1 14
	return true
}

type quitter struct {
	leaves chan int
	quit   chan struct{}
}

func (q quitter) visit(leaf int) bool {
	select {
	case q.leaves <- leaf:
		return true
	case <-q.quit:
		return false
	}
}

func leaves(root *node) <-chan int {
	s := make(sender)
	go func() {
		defer close(s)
		root.walk(s)
	}()
	return s
}

func leavesUntil(root *node, quit chan struct{}) <-chan int {
	q := quitter{make(chan int), quit}
	go func() {
		defer close(q.leaves)
		root.walk(q)
	}()
	return q.leaves
}

func equal(a, b <-chan int) bool {
	for {
		x, more := <-a
		y, also := <-b
		if x != y || more != also {
			return false
		}
		if !more {
			return true
		}
	}
}

func main() {
	one, other := chain(60, 0), chain(45, 0)
	third := chain(60, 1)
	harness.Main(harness.Program{
		Incident: func(int) {
			equal(leaves(one), leaves(one))
			equal(leaves(one), leaves(third))
			equal(leaves(one), leaves(other))
		},
		Fixed: func(int) {
			quit := make(chan struct{})
			defer close(quit)
			equal(leavesUntil(one, quit), leavesUntil(one, quit))
			equal(leavesUntil(one, quit), leavesUntil(third, quit))
			equal(leavesUntil(one, quit), leavesUntil(other, quit))
		},
	})
}
