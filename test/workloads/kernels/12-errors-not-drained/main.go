// Command 12-errors-not-drained consumes messages and leaves the errors of a consumer that returns both.
package main

import (
	"errors"

	"example.com/workloads/harness/bare"
)

type consumer struct {
	messages chan string
	errors   chan error
}

func (c *consumer) feed(fail bool) {
	defer close(c.messages)
	defer close(c.errors)
	for i := 0; i < 6; i++ {
		if i == 3 && fail {
			c.errors <- errors.New("offset out of range") // leak 12, 1, 14
			continue
		}
		c.messages <- "m"
	}
}

func main() {
	bare.Main(func(fixed bool) {
		c := &consumer{messages: make(chan string), errors: make(chan error)}
		go c.feed(true)
		if fixed {
			go func() {
				for range c.errors {
				}
			}()
		}
		for range c.messages { // leak 6
		}
	})
}
