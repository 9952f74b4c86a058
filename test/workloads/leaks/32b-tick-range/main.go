// A session store where each login gets a keep-alive of its own on a ticker nobody can reach any more.
package main

import (
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type session struct {
	user     string
	lastSeen atomic.Int64
	loggedIn atomic.Bool
}

func login(user string) *session {
	s := &session{user: user}
	s.loggedIn.Store(true)
	return s
}

func (s *session) touch() { s.lastSeen.Store(time.Now().UnixNano()) }

func (s *session) keepAlive() {
	for range time.Tick(60 * time.Millisecond) { // leak 32
		s.touch()
	}
}

func (s *session) keepAliveUntilLogout() {
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if !s.loggedIn.Load() {
			return
		}
		s.touch()
	}
}

func (s *session) logout() { s.loggedIn.Store(false) }

func visit(int) {
	s := login("ada")
	go s.keepAlive()
	time.Sleep(10 * time.Millisecond)
	s.logout()
}

func visitProperly(int) {
	s := login("ada")
	go s.keepAliveUntilLogout()
	time.Sleep(10 * time.Millisecond)
	s.logout()
}

func main() { harness.Main(harness.Program{Incident: visit, Fixed: visitProperly}) }
