// A game of actors: one goroutine for each player, most of them idle, new ones joining as long as it runs.
package main

import (
	"math/rand"
	"sync"
	"time"

	"example.com/workloads/harness"
)

type message struct {
	kind   string
	amount int
	reply  chan int
}

type player struct {
	mailbox chan message
	health  int
}

func spawnPlayer(w *world, id int) *player {
	p := &player{mailbox: make(chan message, 8), health: 100}
	w.mu.Lock()
	w.players[id] = p
	w.mu.Unlock()
	go p.run()
	return p
}

func (p *player) run() {
	for m := range p.mailbox {
		switch m.kind {
		case "damage":
			p.health -= m.amount
		case "heal":
			p.health += m.amount
		}
		if m.reply != nil {
			m.reply <- p.health
		}
	}
}

type world struct {
	mu      sync.RWMutex
	players map[int]*player
}

func (w *world) pick(id int) *player {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.players[id]
}

func (w *world) fight(rounds *rand.Rand) {
	reply := make(chan int, 1)
	for {
		p := w.pick(rounds.Intn(200))
		p.mailbox <- message{kind: "damage", amount: 1}
		p.mailbox <- message{kind: "heal", amount: 1, reply: reply}
		<-reply
		time.Sleep(time.Millisecond)
	}
}

func main() {
	harness.Serve(func(load bool) {
		w := &world{players: map[int]*player{}}
		for id := 0; id < 200; id++ {
			spawnPlayer(w, id)
		}
		go func() {
			// Late players: one leaves for every one that comes.
			for id := 200; ; id++ {
				time.Sleep(40 * time.Millisecond)
				spawnPlayer(w, id)
				if id >= 220 {
					w.mu.Lock()
					close(w.players[id-20].mailbox)
					delete(w.players, id-20)
					w.mu.Unlock()
				}
			}
		}()
		for i := 0; load && i < 6; i++ {
			go w.fight(rand.New(rand.NewSource(int64(i))))
		}
	})
}
