// Command healthy-actors has three actors with mailboxes; two ask each other now and then, one is never asked.
package main

import (
	"time"

	"example.com/workloads/harness/bare"
)

type message struct {
	body  int
	reply chan int
}

type actor struct {
	mailbox chan message
	sum     int
}

func spawn() *actor {
	a := &actor{mailbox: make(chan message, 8)}
	go a.loop()
	return a
}

func (a *actor) loop() {
	for m := range a.mailbox {
		a.sum += m.body
		if m.reply != nil {
			m.reply <- a.sum
		}
	}
}

func (a *actor) ask(n int) int {
	reply := make(chan int)
	a.mailbox <- message{n, reply}
	return <-reply
}

func main() {
	one, two, idle := spawn(), spawn(), spawn()
	bare.Main(func(bool) {
		idle.ask(1)
		for {
			two.ask(one.ask(1))
			time.Sleep(300 * time.Millisecond)
		}
	})
}
