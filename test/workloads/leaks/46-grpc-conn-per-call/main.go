// A client library that dials for each call and leaves the closing to nobody.
// leak-site 46 google.golang.org/grpc/internal/transport.(*http2Client).reader
// leak-site 46 google.golang.org/grpc/internal/transport.(*loopyWriter).run
// leak-site 46 google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run
package main

import (
	"context"
	"time"

	"example.com/workloads/feedrpc"
	"example.com/workloads/harness"
	"google.golang.org/grpc"
)

type accounts struct{}

func (accounts) Get(_ context.Context, in *feedrpc.Text) (*feedrpc.Text, error) { return in, nil }
func (accounts) Watch(*feedrpc.Text, grpc.ServerStream) error                   { return nil }
func (accounts) Upload(grpc.ServerStream) error                                 { return nil }
func (accounts) Chat(grpc.ServerStream) error                                   { return nil }

type directory struct{ address string }

func (d directory) find(name string) (string, error) {
	return d.ask(feedrpc.Dial(d.address), name)
}

func (d directory) findAndClose(name string) (string, error) {
	client := feedrpc.Dial(d.address)
	defer client.Conn.Close()
	return d.ask(client, name)
}

func (directory) ask(client *feedrpc.Client, name string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return client.Get(ctx, name)
}

var people directory

func main() {
	harness.Main(harness.Program{
		Setup:    func() { people = directory{feedrpc.Listen(accounts{})} },
		Incident: func(int) { people.find("ada") },
		Fixed:    func(int) { people.findAndClose("ada") },
	})
}
