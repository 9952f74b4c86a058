// Command dispatcher takes messages from a queue and starts a goroutine for each; who starts them lives as long as the program.
// Replies of messages whose sender has gone leak, and so do messages for a shard that has ended.
package main

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type message struct {
	key   int
	text  string
	reply chan string
	gone  chan struct{}
}

type shard struct {
	in   chan message
	size int
	most int
	// strict shards end when they are full; others forget the oldest.
	strict bool
}

func (s *shard) run() {
	for range s.in {
		if s.size++; s.size <= s.most {
			continue
		}
		if s.strict {
			fmt.Fprintln(os.Stderr, "shard is full")
			return
		}
		s.size = s.most / 2
	}
}

type dispatcher struct {
	queue  chan message
	shards []*shard
	sound  bool
	seen   atomic.Int64
}

func start(sound bool) *dispatcher {
	d := &dispatcher{queue: make(chan message, 8), sound: sound}
	for n := 0; n < 4; n++ {
		s := &shard{in: make(chan message), most: 3, strict: n == 1 && !sound}
		d.shards = append(d.shards, s)
		go s.run()
	}
	go d.dispatch()
	return d
}

func (d *dispatcher) dispatch() {
	for m := range d.queue {
		d.seen.Add(1)
		go d.store(m)
		go d.answer(m)
	}
}

func (d *dispatcher) store(m message) {
	d.shards[m.key%len(d.shards)].in <- m // leak 12
}

func (d *dispatcher) answer(m message) {
	time.Sleep(time.Millisecond)
	if d.sound {
		select {
		case m.reply <- "got " + m.text:
		case <-m.gone:
		}
		return
	}
	m.reply <- "got " + m.text // leak 1
}

// send waits for the reply unless its caller is in a hurry.
func (d *dispatcher) send(key int, hurry bool) string {
	m := message{key, "hello", make(chan string), make(chan struct{})}
	defer close(m.gone)
	d.queue <- m
	if hurry {
		return ""
	}
	return <-m.reply
}

func client(d *dispatcher) func(int) {
	return func(i int) {
		for n := 0; n < 6; n++ {
			d.send(n, false)
		}
		for n := 0; n < 3; n++ {
			d.send(1, false)
		}
		d.send(i, true)
	}
}

func main() {
	leaky, sound := start(false), start(true)
	harness.Main(harness.Program{Incident: client(leaky), Fixed: client(sound)})
}
