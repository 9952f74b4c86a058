// Command presence keeps a session for each player, which says each second that it is alive. A player that goes without
// logging out leaves the session's loop behind.
package main

import (
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type lobby struct {
	mu      sync.Mutex
	players map[int]*session
	beats   atomic.Int64
}

type session struct {
	player int
	lobby  *lobby
	moves  chan string
	closed chan struct{}
}

func (l *lobby) join(player int) *session {
	s := &session{player: player, lobby: l, moves: make(chan string, 4), closed: make(chan struct{})}
	l.mu.Lock()
	l.players[player] = s
	l.mu.Unlock()
	go func() {
		beat := time.NewTicker(250 * time.Millisecond)
		defer beat.Stop()
		for {
			select { // leak 7
			case <-beat.C:
				l.beats.Add(1)
			case move := <-s.moves:
				l.beats.Add(int64(len(move)))
			case <-s.closed:
				return
			}
		}
	}()
	return s
}

func (s *session) drop() {
	s.lobby.mu.Lock()
	defer s.lobby.mu.Unlock()
	delete(s.lobby.players, s.player)
}

func (s *session) logOut() {
	s.drop()
	close(s.closed)
}

func main() {
	hall := &lobby{players: map[int]*session{}}
	play := func(leave func(*session)) func(int) {
		return func(i int) {
			s := hall.join(i)
			for n := 0; n < 3; n++ {
				s.moves <- "north"
				time.Sleep(time.Millisecond)
			}
			leave(s)
		}
	}
	harness.Main(harness.Program{Incident: play((*session).drop), Fixed: play((*session).logOut)})
}
