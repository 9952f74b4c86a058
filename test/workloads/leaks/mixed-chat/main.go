// Command chat holds connections of users, each with a reader and a writer, and rooms. A presence watch that outlives its user
// and a moderation that returns with the room locked leak.
package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	"example.com/workloads/harness"
)

type user struct {
	name string
	conn net.Conn
	out  chan string
}

func (u *user) write() {
	for line := range u.out {
		if _, err := fmt.Fprintln(u.conn, line); err != nil {
			return
		}
	}
}

func (u *user) read(c *chat) {
	defer close(u.out)
	lines := bufio.NewScanner(u.conn)
	for lines.Scan() {
		c.lines.Add(1)
		u.out <- strings.ToUpper(lines.Text())
	}
}

type room struct {
	mu     sync.Mutex
	topic  string
	banned map[string]bool
}

type chat struct {
	lines atomic.Int64
	seen  atomic.Int64
}

// connect gives the client's end of a new user's connection.
func (c *chat) connect(name string) net.Conn {
	client, server := net.Pipe()
	u := &user{name: name, conn: server, out: make(chan string, 4)}
	go u.write()
	go u.read(c)
	return client
}

func (c *chat) watchPresence(ctx context.Context, changes <-chan string) {
	for {
		select { // leak 11
		case <-changes:
			c.seen.Add(1)
		case <-ctx.Done():
			return
		}
	}
}

func (r *room) ban(name string) bool {
	r.mu.Lock() // leak 19
	if r.banned[name] {
		return false
	}
	r.banned[name] = true
	r.mu.Unlock()
	return true
}

func (r *room) banDeferred(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.banned[name] {
		return false
	}
	r.banned[name] = true
	return true
}

func (r *room) rename(topic string) {
	r.mu.Lock() // leak 19
	defer r.mu.Unlock()
	r.topic = topic
}

func session(c *chat, r *room, ctx context.Context, ban func(*room, string) bool) func(int) {
	return func(i int) {
		session, end := context.WithCancel(ctx)
		defer end()
		watching := session
		if ctx == context.Background() {
			watching = ctx
		}
		changes := make(chan string, 1)
		go c.watchPresence(watching, changes)
		changes <- "online"
		if i%2 == 0 {
			ban(r, "spammer")
			ban(r, "spammer")
		}
		r.rename(fmt.Sprint("topic ", i))
	}
}

// idlers are connected all the time, say something once and then listen.
var idlers []net.Conn

func main() {
	c := &chat{}
	serving, stop := context.WithCancel(context.Background())
	defer stop()
	leaky, sound := &room{banned: map[string]bool{}}, &room{banned: map[string]bool{}}
	harness.Main(harness.Program{
		Setup: func() {
			for n := 0; n < 25; n++ {
				conn := c.connect(fmt.Sprint("user", n))
				idlers = append(idlers, conn)
				go fmt.Fprintln(conn, "hello")
				_, _ = bufio.NewReader(conn).ReadString('\n')
			}
		},
		Incident: session(c, leaky, context.Background(), (*room).ban),
		Fixed:    session(c, sound, serving, (*room).banDeferred),
	})
}
