// A gRPC service with unary calls and three clients that keep their connections.
package main

import (
	"context"
	"errors"
	"log"
	"strings"
	"time"

	"example.com/workloads/feedrpc"
	"example.com/workloads/harness"
	"google.golang.org/grpc"
)

var errNoStreams = errors.New("unary calls only")

type profiles struct{}

func (profiles) Get(ctx context.Context, in *feedrpc.Text) (*feedrpc.Text, error) {
	select {
	case <-time.After(4 * time.Millisecond):
		return feedrpc.Say(strings.ToUpper(in.GetValue())), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (profiles) Watch(*feedrpc.Text, grpc.ServerStream) error { return errNoStreams }
func (profiles) Upload(grpc.ServerStream) error               { return errNoStreams }
func (profiles) Chat(grpc.ServerStream) error                 { return errNoStreams }

func lookUp(client *feedrpc.Client, name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_, err := client.Get(ctx, name)
	return err
}

func main() {
	harness.Serve(func(load bool) {
		address := feedrpc.Listen(profiles{})
		for i := 0; i < 3; i++ {
			client := feedrpc.Dial(address)
			if err := lookUp(client, "ada"); err != nil {
				log.Fatal(err)
			}
			for j := 0; load && j < 15; j++ {
				go func() {
					for {
						if err := lookUp(client, "grace"); err != nil {
							log.Print(err)
						}
					}
				}()
			}
		}
	})
}
