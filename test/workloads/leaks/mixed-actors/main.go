// Command rooms has an actor for each hotel room, made by whoever asks for the room first; they wait for bookings and are
// sound. What leaks is the monitor of a booking, which is never stopped, and bookings that wait for a room that waits for them.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type booking struct {
	guest    string
	nights   int
	accepted chan bool
}

type hotel struct {
	mu    sync.Mutex
	rooms map[int]chan booking
	taken int
	sound bool
}

// room gives the inbox of a room.
func (h *hotel) room(number int) chan booking {
	h.mu.Lock() // leak 23
	defer h.mu.Unlock()
	inbox, open := h.rooms[number]
	if !open {
		inbox = make(chan booking)
		h.rooms[number] = inbox
		go func() {
			for b := range inbox {
				b.accepted <- h.accept(b)
			}
		}()
	}
	return inbox
}

func (h *hotel) accept(b booking) bool {
	h.mu.Lock() // leak 23
	defer h.mu.Unlock()
	h.taken += b.nights
	return b.nights < 30
}

func (h *hotel) book(number int, guest string) bool {
	b := booking{guest, 2, make(chan bool)}
	h.room(number) <- b
	return <-b.accepted
}

// upgrade books a better room while nobody else may look.
func (h *hotel) upgrade(number int, guest string) bool {
	inbox := h.room(number)
	b := booking{guest, 1, make(chan bool)}
	if h.sound {
		inbox <- b
		return <-b.accepted
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	inbox <- b
	return <-b.accepted // leak 23
}

// Monitor counts how long a booking takes.
type Monitor struct {
	ticks atomic.Int64
	every *time.Ticker
	quit  chan struct{}
}

func NewMonitor(every time.Duration) *Monitor {
	m := &Monitor{every: time.NewTicker(every), quit: make(chan struct{})}
	go m.run()
	return m
}

func (m *Monitor) run() {
	for {
		select { // leak 7
		case <-m.every.C:
			m.ticks.Add(1)
		case <-m.quit:
			m.every.Stop()
			return
		}
	}
}

func (m *Monitor) Stop() { close(m.quit) }

func reception(h *hotel) func(int) {
	return func(i int) {
		m := NewMonitor(200 * time.Millisecond)
		if h.sound {
			defer m.Stop()
		}
		h.book(i%40, "ann")
		if i%5 == 0 {
			h.upgrade(100+i%7, "ann")
		}
	}
}

func newHotel(sound bool) *hotel { return &hotel{rooms: map[int]chan booking{}, sound: sound} }

func main() {
	leaky, other, sound := newHotel(false), newHotel(true), newHotel(true)
	harness.Main(harness.Program{
		Setup: func() {
			for number := 0; number < 40; number++ {
				other.book(number, "early")
			}
		},
		Incident: reception(leaky),
		Fixed:    reception(sound),
	})
}
