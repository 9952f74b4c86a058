// A chat over a stream in both directions: the reader has a goroutine of its own, which nobody ends when the talk is over.
// leak-site 45 google.golang.org/grpc/internal/transport.(*recvBufferReader).readClient
package main

import (
	"context"
	"io"
	"sync/atomic"

	"example.com/workloads/feedrpc"
	"example.com/workloads/harness"
	"google.golang.org/grpc"
)

type echo struct{}

func (echo) Get(_ context.Context, in *feedrpc.Text) (*feedrpc.Text, error) { return in, nil }
func (echo) Watch(*feedrpc.Text, grpc.ServerStream) error                   { return nil }
func (echo) Upload(grpc.ServerStream) error                                 { return nil }

func (echo) Chat(stream grpc.ServerStream) error {
	for {
		message := new(feedrpc.Text)
		if err := stream.RecvMsg(message); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := stream.SendMsg(message); err != nil {
			return err
		}
	}
}

type talk struct {
	stream   grpc.ClientStream
	received atomic.Int64
	first    chan struct{}
}

func begin(client *feedrpc.Client) (*talk, error) {
	stream, err := client.Chat(context.Background())
	if err != nil {
		return nil, err
	}
	t := &talk{stream: stream, first: make(chan struct{})}
	go t.listen()
	return t, nil
}

func (t *talk) listen() {
	for {
		if _, err := feedrpc.Next(t.stream); err != nil {
			return
		}
		if t.received.Add(1) == 1 {
			close(t.first)
		}
	}
}

func (t *talk) say(text string) {
	if t.stream.SendMsg(feedrpc.Say(text)) == nil {
		<-t.first
	}
}

var chat *feedrpc.Client

func main() {
	harness.Main(harness.Program{
		Setup: func() { chat = feedrpc.Dial(feedrpc.Listen(echo{})) },
		Incident: func(int) {
			if t, err := begin(chat); err == nil {
				t.say("hello")
			}
		},
		Fixed: func(int) {
			if t, err := begin(chat); err == nil {
				t.say("hello")
				t.stream.CloseSend()
			}
		},
	})
}
