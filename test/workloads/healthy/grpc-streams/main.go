// A gRPC feed: streams in every direction, some silent, some chatty, all of them wanted.
package main

import (
	"context"
	"io"
	"log"
	"time"

	"example.com/workloads/feedrpc"
	"example.com/workloads/harness"
	"google.golang.org/grpc"
)

type feed struct{ every time.Duration }

func (f *feed) Get(_ context.Context, in *feedrpc.Text) (*feedrpc.Text, error) { return in, nil }

func (f *feed) Watch(in *feedrpc.Text, stream grpc.ServerStream) error {
	tick := time.NewTicker(f.every)
	defer tick.Stop()
	for {
		select {
		case <-stream.Context().Done():
			return stream.Context().Err()
		case <-tick.C:
			if err := stream.SendMsg(feedrpc.Say(in.GetValue())); err != nil {
				return err
			}
		}
	}
}

func (f *feed) Upload(stream grpc.ServerStream) error {
	for {
		if err := stream.RecvMsg(new(feedrpc.Text)); err == io.EOF {
			return stream.SendMsg(feedrpc.Say("stored"))
		} else if err != nil {
			return err
		}
	}
}

func (f *feed) Chat(stream grpc.ServerStream) error {
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

func read(stream grpc.ClientStream) {
	for {
		if _, err := feedrpc.Next(stream); err != nil {
			if err != io.EOF {
				log.Print(err)
			}
			return
		}
	}
}

func write(stream grpc.ClientStream, every time.Duration) {
	for range time.Tick(every) {
		if err := stream.SendMsg(feedrpc.Say("hello")); err != nil {
			log.Print(err)
			return
		}
	}
}

func must(stream grpc.ClientStream, err error) grpc.ClientStream {
	if err != nil {
		log.Fatal(err)
	}
	return stream
}

func main() {
	harness.Serve(func(load bool) {
		every := time.Hour
		if load {
			every = 20 * time.Millisecond
		}
		client := feedrpc.Dial(feedrpc.Listen(&feed{every}))
		ctx := context.Background()
		for i := 0; i < 12; i++ {
			go read(must(client.Watch(ctx, "prices")))
			chat := must(client.Chat(ctx))
			go read(chat)
			go write(chat, every)
			go write(must(client.Upload(ctx)), every)
		}
		if load {
			// Subscribers that come and go while captures are taken.
			go func() {
				for range time.Tick(100 * time.Millisecond) {
					go func() {
						short, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
						defer cancel()
						stream, err := client.Watch(short, "news")
						for err == nil {
							_, err = feedrpc.Next(stream)
						}
					}()
				}
			}()
		}
	})
}
