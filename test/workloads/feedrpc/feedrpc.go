// Package feedrpc is a gRPC service without generated code: one method of every kind over wrapped strings.
package feedrpc

import (
	"context"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Text is the message all methods take and answer with.
type Text = wrapperspb.StringValue

// Server is what a service implements.
type Server interface {
	Get(ctx context.Context, in *Text) (*Text, error)
	Watch(in *Text, stream grpc.ServerStream) error
	Upload(stream grpc.ServerStream) error
	Chat(stream grpc.ServerStream) error
}

var (
	watch  = grpc.StreamDesc{StreamName: "Watch", ServerStreams: true, Handler: handleWatch}
	upload = grpc.StreamDesc{StreamName: "Upload", ClientStreams: true, Handler: handleUpload}
	chat   = grpc.StreamDesc{StreamName: "Chat", ServerStreams: true, ClientStreams: true, Handler: handleChat}
)

var service = grpc.ServiceDesc{
	ServiceName: "feed.Feed",
	HandlerType: (*Server)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Get", Handler: handleGet}},
	Streams:     []grpc.StreamDesc{watch, upload, chat},
}

func handleGet(server any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	in := new(Text)
	if err := decode(in); err != nil {
		return nil, err
	}
	return server.(Server).Get(ctx, in)
}

func handleWatch(server any, stream grpc.ServerStream) error {
	in := new(Text)
	if err := stream.RecvMsg(in); err != nil {
		return err
	}
	return server.(Server).Watch(in, stream)
}

func handleUpload(server any, stream grpc.ServerStream) error { return server.(Server).Upload(stream) }

func handleChat(server any, stream grpc.ServerStream) error { return server.(Server).Chat(stream) }

// Listen serves on a free port of the loopback and answers with its address.
func Listen(server Server) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := grpc.NewServer()
	s.RegisterService(&service, server)
	go s.Serve(listener)
	return listener.Addr().String()
}

// Client calls a feed.
type Client struct{ Conn *grpc.ClientConn }

// Dial makes a client; its connection opens at the first call.
func Dial(address string) *Client {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	return &Client{conn}
}

// Get is the unary call.
func (c *Client) Get(ctx context.Context, key string) (string, error) {
	out := new(Text)
	err := c.Conn.Invoke(ctx, "/feed.Feed/Get", wrapperspb.String(key), out)
	return out.GetValue(), err
}

// Watch opens a stream from the server.
func (c *Client) Watch(ctx context.Context, topic string) (grpc.ClientStream, error) {
	stream, err := c.Conn.NewStream(ctx, &watch, "/feed.Feed/Watch")
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(wrapperspb.String(topic)); err != nil {
		return nil, err
	}
	return stream, stream.CloseSend()
}

// Upload opens a stream to the server.
func (c *Client) Upload(ctx context.Context) (grpc.ClientStream, error) {
	return c.Conn.NewStream(ctx, &upload, "/feed.Feed/Upload")
}

// Chat opens a stream in both directions.
func (c *Client) Chat(ctx context.Context) (grpc.ClientStream, error) {
	return c.Conn.NewStream(ctx, &chat, "/feed.Feed/Chat")
}

// Next receives one message.
func Next(stream grpc.ClientStream) (string, error) {
	message := new(Text)
	err := stream.RecvMsg(message)
	return message.GetValue(), err
}

// Say is a message to send.
func Say(text string) *Text { return wrapperspb.String(text) }
