// Command queries matches replies to callers by a number. A reply with a number that nobody knows is dropped, and its caller
// waits for a reply that was lost.
package main

import (
	"errors"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type reply struct {
	number uint16
	text   string
}

type exchange struct {
	mu      sync.Mutex
	next    uint16
	waiting map[uint16]chan reply
	dropped int
}

func (x *exchange) register() (uint16, chan reply) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.next++
	in := make(chan reply, 1)
	x.waiting[x.next] = in
	return x.next, in
}

func (x *exchange) deliver(r reply) {
	x.mu.Lock()
	defer x.mu.Unlock()
	in, known := x.waiting[r.number]
	if !known {
		x.dropped++
		return
	}
	delete(x.waiting, r.number)
	in <- r
}

// transmit asks the far end, which answers each fourth question with the number of an older one.
func (x *exchange) transmit(number uint16) {
	time.Sleep(500 * time.Microsecond)
	if number%4 == 0 {
		number -= 2
	}
	x.deliver(reply{number, "ok"})
}

func (x *exchange) ask() string {
	number, in := x.register()
	go x.transmit(number)
	r := <-in // leak 4
	return r.text
}

var errLost = errors.New("no reply")

func (x *exchange) askUntil(patience time.Duration) (string, error) {
	number, in := x.register()
	go x.transmit(number)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case r := <-in:
		return r.text, nil
	case <-timer.C:
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.waiting, number)
		return "", errLost
	}
}

func main() {
	x, y := &exchange{waiting: map[uint16]chan reply{}}, &exchange{waiting: map[uint16]chan reply{}}
	harness.Main(harness.Program{
		Incident: func(int) {
			for n := 0; n < 4; n++ {
				x.ask()
			}
		},
		Fixed: func(int) {
			for n := 0; n < 4; n++ {
				_, _ = y.askUntil(5 * time.Millisecond)
			}
		},
	})
}
