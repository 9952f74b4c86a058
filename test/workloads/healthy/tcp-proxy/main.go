// A TCP tunnel: two copying goroutines for each connection, most of them waiting for somebody to type.
package main

import (
	"io"
	"log"
	"net"
	"sync"
	"time"

	"example.com/workloads/harness"
)

func listen(serve func(net.Conn)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				log.Print(err)
				return
			}
			go serve(conn)
		}
	}()
	return listener.Addr().String()
}

func echo(conn net.Conn) {
	defer conn.Close()
	io.Copy(conn, conn)
}

type tunnel struct{ target string }

func (t *tunnel) forward(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", t.target)
	if err != nil {
		log.Print(err)
		return
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Add(2)
	go pump(&both, server.(*net.TCPConn), client.(*net.TCPConn))
	go pump(&both, client.(*net.TCPConn), server.(*net.TCPConn))
	both.Wait()
}

func pump(done *sync.WaitGroup, to, from *net.TCPConn) {
	defer done.Done()
	io.Copy(struct{ io.Writer }{to}, struct{ io.Reader }{from})
	to.CloseWrite()
}

func converse(address string, every time.Duration) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Print(err)
		return
	}
	defer conn.Close()
	line := make([]byte, 64)
	for {
		if _, err := conn.Write(line); err != nil {
			return
		}
		if _, err := io.ReadFull(conn, line); err != nil {
			return
		}
		time.Sleep(every)
	}
}

func main() {
	harness.Serve(func(load bool) {
		front := listen((&tunnel{listen(echo)}).forward)
		for i := 0; i < 60; i++ {
			every := time.Hour
			if load && i%2 == 0 {
				every = time.Duration(i) * time.Millisecond
			}
			go converse(front, every)
		}
		if load {
			go func() {
				for range time.Tick(60 * time.Millisecond) {
					conn, err := net.Dial("tcp", front)
					if err != nil {
						log.Print(err)
						continue
					}
					time.AfterFunc(200*time.Millisecond, func() { conn.Close() })
				}
			}()
		}
	})
}
