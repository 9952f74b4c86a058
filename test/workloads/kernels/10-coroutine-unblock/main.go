// Command 10-coroutine-unblock runs workflow code in coroutines that wait to be resumed; one that is evicted from the cache is not.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type coroutine struct {
	resume chan func() bool
	yield  chan bool
}

func newCoroutine(code func(c *coroutine)) *coroutine {
	c := &coroutine{resume: make(chan func() bool), yield: make(chan bool)}
	go func() {
		c.initialYield()
		code(c)
		c.yield <- true
	}()
	return c
}

func (c *coroutine) initialYield() {
	exit := <-c.resume
	if exit() {
		panic("not started")
	}
}

func (c *coroutine) block() bool {
	c.yield <- false
	exit := <-c.resume // leak 10, 4, 6
	return exit()
}

func (c *coroutine) step(exit bool) { c.resume <- func() bool { return exit } }

func main() {
	bare.Main(func(fixed bool) {
		c := newCoroutine(func(c *coroutine) {
			for !c.block() {
			}
		})
		c.step(false)
		<-c.yield
		if fixed {
			c.step(true)
			<-c.yield
		}
		time.Sleep(time.Millisecond)
	})
}
