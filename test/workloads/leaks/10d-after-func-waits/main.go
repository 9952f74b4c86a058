// Command uploads deletes the temporary file of an upload when its context ends, after the writer has let go of it. The writer
// of an upload that was cancelled before its first byte never says so.
package main

import (
	"context"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type upload struct {
	name    string
	release chan struct{}
	bytes   int
}

var deleted atomic.Int64

func (u *upload) delete() { deleted.Add(1) }

func (u *upload) write(ctx context.Context, body []byte) {
	if ctx.Err() != nil {
		return
	}
	defer close(u.release)
	u.bytes += len(body)
}

func (u *upload) writeAlways(ctx context.Context, body []byte) {
	defer close(u.release)
	if ctx.Err() == nil {
		u.bytes += len(body)
	}
}

func receive(ctx context.Context, write func(*upload, context.Context, []byte)) {
	u := &upload{name: "part", release: make(chan struct{})}
	context.AfterFunc(ctx, func() {
		<-u.release // leak 10
		u.delete()
	})
	write(u, ctx, []byte("data"))
}

func request(write func(*upload, context.Context, []byte)) func(int) {
	return func(int) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
		defer cancel()
		receive(ctx, write)
		<-ctx.Done()
		receive(ctx, write)
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: request((*upload).write),
		Fixed:    request((*upload).writeAlways),
	})
}
