// A client that opens a stream, reads the first message and leaves: neither cancelled nor read to its end.
// leak-site 45 google.golang.org/grpc.newClientStreamWithParams.func4
package main

import (
	"context"
	"time"

	"example.com/workloads/feedrpc"
	"example.com/workloads/harness"
	"google.golang.org/grpc"
)

type ticker struct{}

func (ticker) Get(_ context.Context, in *feedrpc.Text) (*feedrpc.Text, error) { return in, nil }
func (ticker) Upload(grpc.ServerStream) error                                 { return nil }
func (ticker) Chat(grpc.ServerStream) error                                   { return nil }

func (ticker) Watch(in *feedrpc.Text, stream grpc.ServerStream) error {
	if err := stream.SendMsg(in); err != nil {
		return err
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

var prices *feedrpc.Client

func latest(ctx context.Context, symbol string) (string, error) {
	stream, err := prices.Watch(ctx, symbol)
	if err != nil {
		return "", err
	}
	return feedrpc.Next(stream)
}

func quote(int) {
	// The context ends with the process: "service" contexts do.
	latest(service, "ACME")
}

func quoteAndCancel(int) {
	ctx, cancel := context.WithTimeout(service, time.Second)
	defer cancel()
	latest(ctx, "ACME")
}

var service, stopService = context.WithCancel(context.Background())

func start() {
	prices = feedrpc.Dial(feedrpc.Listen(ticker{}))
	go func() {
		time.Sleep(time.Hour)
		stopService()
	}()
}

func main() { harness.Main(harness.Program{Setup: start, Incident: quote, Fixed: quoteAndCancel}) }
