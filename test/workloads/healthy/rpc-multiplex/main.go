// A client that has many calls under way on one connection: callers wait for the reader to hand them their answer.
package main

import (
	"encoding/gob"
	"net"
	"net/rpc"
	"time"

	"example.com/workloads/harness"
)

type Args struct{ A, B int }

type Arith struct{ delay time.Duration }

func (a Arith) Multiply(args *Args, reply *int) error {
	time.Sleep(a.delay)
	*reply = args.A * args.B
	return nil
}

func main() {
	harness.Serve(func(load bool) {
		gob.Register(Args{})
		server := rpc.NewServer()
		if err := server.Register(Arith{15 * time.Millisecond}); err != nil {
			panic(err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		go server.Accept(l)
		var clients []*rpc.Client
		for i := 0; i < 4; i++ {
			c, err := rpc.Dial("tcp", l.Addr().String())
			if err != nil {
				panic(err)
			}
			clients = append(clients, c)
		}
		harness.Keep(clients)
		var product int
		_ = clients[0].Call("Arith.Multiply", &Args{6, 7}, &product)
		for i := 0; load && i < 60; i++ {
			go func() {
				for n := 0; ; n++ {
					var product int
					_ = clients[(i+n)%4].Call("Arith.Multiply", &Args{i, n}, &product)
				}
			}()
		}
	})
}
