package session

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parkscope/native/internal/wire"
)

// peer is the engine's end of a session.
type peer struct {
	t     *testing.T
	to    *io.PipeWriter
	from  *io.PipeReader
	ended chan error
}

var hello = wire.Hello{Protocol: wire.Protocol{Major: wire.ProtocolMajor}, Build: "test", OS: "plan9", Arch: "mips", Capabilities: []string{"echo"}}

func serve(t *testing.T, actions map[string]Action) *peer {
	return connect(t, func(in io.Reader, out io.Writer) error { return Serve(in, out, hello, Actions{Plain: actions}) })
}

func connect(t *testing.T, run func(io.Reader, io.Writer) error) *peer {
	t.Helper()
	input, to := io.Pipe()
	from, output := io.Pipe()
	p := &peer{t, to, from, make(chan error, 1)}
	go func() { p.ended <- run(input, output) }()
	t.Cleanup(func() { _, _ = to.Close(), from.Close() })
	if got, is := p.receive().(wire.Hello); !is || got.Build != "test" {
		t.Fatalf("the first message is %#v", got)
	}
	return p
}

func (p *peer) send(message wire.Message) {
	p.t.Helper()
	payload, err := wire.Encode(message)
	if err != nil {
		p.t.Fatal(err)
	}
	p.sendFrame(wire.Frame{Kind: wire.KindControl, Payload: payload})
}

func (p *peer) sendFrame(frame wire.Frame) {
	p.t.Helper()
	encoded, err := wire.AppendFrame(nil, frame)
	if err != nil {
		p.t.Fatal(err)
	}
	p.sendBytes(encoded)
}

func (p *peer) sendBytes(encoded []byte) {
	p.t.Helper()
	if _, err := p.to.Write(encoded); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) receive() wire.Message {
	p.t.Helper()
	frame, err := wire.ReadFrame(p.from)
	if err != nil {
		p.t.Fatal(err)
	}
	message, err := wire.Decode(frame.Payload)
	if err != nil {
		p.t.Fatal(err)
	}
	return message
}

func (p *peer) expectAnswer(id int64) {
	const text = `{"id":true}`
	p.t.Helper()
	got := p.receive()
	if answer, is := got.(wire.Answer); !is || answer.ID != id || string(answer.Answer) != text {
		p.t.Fatalf("got %#v, want the answer %s to call %d", got, text, id)
	}
}

func (p *peer) expectFailure(id int64, code string) wire.Error {
	p.t.Helper()
	got := p.receive()
	failure, is := got.(wire.Failure)
	if !is || failure.ID != id || failure.Error.Code != code || failure.Error.Message == "" {
		p.t.Fatalf("got %#v, want the failure %s of call %d", got, code, id)
	}
	return failure.Error
}

func (p *peer) expectEnd() error {
	p.t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(10 * time.Second):
		p.t.Fatal("the session does not end")
		return nil
	}
}

func echo(_ context.Context, params wire.Raw) (any, error) { return params, nil }

// stuck neither answers nor heeds its context, as a read from a dead network mount.
func stuck(t *testing.T) Action {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	return func(context.Context, wire.Raw) (any, error) {
		<-release
		return "late", nil
	}
}

func call(id int64, name string) wire.Call {
	return wire.Call{ID: id, Name: name, Params: wire.Raw(`{"id":true}`)}
}

func TestCallsRunBesideEachOther(t *testing.T) {
	p := serve(t, map[string]Action{"echo": echo, "stuck": stuck(t)})
	p.send(call(1, "stuck"))
	p.send(call(2, "echo"))
	p.expectAnswer(2)
	p.send(wire.Cancel{ID: 1})
	p.expectFailure(1, wire.CodeCancelled)
	p.send(call(1, "echo")) // the id is free again
	p.expectAnswer(1)
	p.send(wire.Cancel{ID: 1}) // too late, no harm
	p.send(call(3, "echo"))
	p.expectAnswer(3)
}

func TestEndOfInputEndsTheSessionWithCallsInFlight(t *testing.T) {
	p := serve(t, map[string]Action{"stuck": stuck(t)})
	p.send(call(1, "stuck"))
	if err := p.to.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.expectEnd(); err != nil {
		t.Error(err)
	}
}

func TestFailures(t *testing.T) {
	p := serve(t, map[string]Action{
		"stuck": stuck(t),
		"known": func(context.Context, wire.Raw) (any, error) {
			return nil, &wire.Error{Code: wire.CodeUnsupportedOS, Message: "no", Hint: "buy another"}
		},
		"other": func(context.Context, wire.Raw) (any, error) { return nil, errors.New("disk on fire") },
		"panic": func(context.Context, wire.Raw) (any, error) { panic("bug") },
		"large": func(context.Context, wire.Raw) (any, error) { return strings.Repeat("x", wire.MaxPayload), nil },
		"echo":  echo,
	})
	p.send(call(1, "known"))
	if got := p.expectFailure(1, wire.CodeUnsupportedOS); got.Hint != "buy another" {
		t.Errorf("%#v", got)
	}
	p.send(call(2, "other"))
	if got := p.expectFailure(2, wire.CodeInternal); got.Detail != "disk on fire" {
		t.Errorf("%#v", got)
	}
	p.send(call(3, "panic"))
	p.expectFailure(3, wire.CodeInternal)
	p.send(call(4, "large"))
	p.expectFailure(4, wire.CodeTooLarge)
	p.send(call(5, "unheard-of"))
	p.expectFailure(5, wire.CodeBadRequest)
	p.send(call(0, "echo"))
	p.expectFailure(0, wire.CodeBadRequest)
	p.send(call(6, "stuck"))
	p.send(call(6, "echo"))
	p.expectFailure(0, wire.CodeBadRequest) // not 6, which goes on
	p.send(hello)
	p.expectFailure(0, wire.CodeBadRequest)
	p.sendFrame(wire.Frame{Kind: wire.KindControl, Payload: []byte("{")})
	p.expectFailure(0, wire.CodeBadRequest)
	p.sendFrame(wire.Frame{Kind: wire.KindColumns, Payload: []byte("{}")})
	p.expectFailure(0, wire.CodeBadRequest)
	p.send(call(7, "echo"))
	p.expectAnswer(7)
}

func TestDamagedInputEndsTheSession(t *testing.T) {
	for name, damaged := range map[string][]byte{
		wire.FrameTooLarge:    {255, 255, 255, 255, 0},
		wire.FrameUnknownKind: {0, 0, 0, 0, 9},
	} {
		p := serve(t, nil)
		p.sendBytes(damaged)
		if got := p.expectFailure(0, wire.CodeBadFrame); !strings.HasPrefix(got.Detail, name) {
			t.Errorf("%s: %#v", name, got)
		}
		var frameError *wire.FrameError
		if err := p.expectEnd(); !errors.As(err, &frameError) || frameError.Code != name {
			t.Errorf("%s: the session ends with %v", name, err)
		}
	}
	p := serve(t, nil)
	go func() { p.sendBytes([]byte{9, 0}); _ = p.to.Close() }()
	p.expectFailure(0, wire.CodeBadFrame)
	if err := p.expectEnd(); err == nil {
		t.Error("half a header is a clean end")
	}
}

func TestReplayAnswersAsRecorded(t *testing.T) {
	// Record a live session: what a sampler writes is the recording. Recorded before it is sent, so that what the peer has got
	// is in it.
	var recording bytes.Buffer
	live := connect(t, func(in io.Reader, out io.Writer) error {
		return Serve(in, io.MultiWriter(&recording, out), hello, Actions{Plain: map[string]Action{"echo": echo, "stuck": stuck(t)}})
	})
	live.send(call(11, "echo"))
	live.expectAnswer(11)
	live.send(call(0, "echo"))
	live.expectFailure(0, wire.CodeBadRequest) // belongs to no call: not played
	live.send(call(12, "stuck"))
	live.send(wire.Cancel{ID: 12})
	live.expectFailure(12, wire.CodeCancelled)
	_ = live.to.Close()
	_ = live.expectEnd()

	p := connect(t, func(in io.Reader, out io.Writer) error { return Replay(in, out, &recording) })
	p.send(call(1, "stuck"))
	p.expectFailure(1, wire.CodeBadRequest) // echo comes first
	p.send(call(2, "echo"))
	p.expectAnswer(2)
	p.send(call(3, "stuck"))
	p.expectFailure(3, wire.CodeCancelled)
	p.send(call(4, "echo"))
	p.expectFailure(4, wire.CodeGone)
	_ = p.to.Close()
	if err := p.expectEnd(); err != nil {
		t.Error(err)
	}
}

func TestReplayRefusesWhatIsNoRecording(t *testing.T) {
	frame := func(message wire.Message) string {
		payload, err := wire.Encode(message)
		if err != nil {
			t.Fatal(err)
		}
		encoded, err := wire.AppendFrame(nil, wire.Frame{Payload: payload})
		if err != nil {
			t.Fatal(err)
		}
		return string(encoded)
	}
	answer := wire.Answer{ID: 1, Name: "echo", Answer: wire.Raw("1")}
	for name, recording := range map[string]string{
		"empty":          "",
		"no hello":       frame(answer),
		"two hellos":     frame(hello) + frame(hello),
		"requests":       frame(hello) + frame(wire.Cancel{ID: 1}),
		"cut":            frame(hello) + frame(answer)[:9],
		"not JSON":       frame(hello) + "\x01\x00\x00\x00\x00{",
		"something else": "<!DOCTYPE html>",
	} {
		var out bytes.Buffer
		if err := Replay(strings.NewReader(""), &out, strings.NewReader(recording)); err == nil || out.Len() > 0 {
			t.Errorf("%s: error %v after %q", name, err, out.String())
		}
	}
}

// flood sends batches until it may not.
func flood(sent *atomic.Int64) Stream {
	return func(_ context.Context, _ wire.Raw, send func(wire.Batch) error) (any, error) {
		for {
			table := wire.NewTable("numbers", send, "n", "u32")
			if err := errors.Join(table.Row(uint32(sent.Load())), table.Flush()); err != nil {
				return nil, err
			}
			if sent.Add(1) == 7 {
				return "done", nil
			}
		}
	}
}

// frames reads frames until the end or n of them.
func frames(t *testing.T, r io.Reader, n int) []wire.Frame {
	t.Helper()
	var all []wire.Frame
	for len(all) < n {
		frame, err := wire.ReadFrame(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, frame)
	}
	return all
}

func write(t *testing.T, w io.Writer, message wire.Message) {
	t.Helper()
	payload, err := wire.Encode(message)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := wire.AppendFrame(nil, wire.Frame{Kind: wire.KindControl, Payload: payload})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(frame); err != nil {
		t.Fatal(err)
	}
}

func TestBatchesNeedCredit(t *testing.T) {
	var recording bytes.Buffer
	for _, replayed := range []bool{false, true} {
		in, toSampler := io.Pipe()
		fromSampler, out := io.Pipe()
		var sent atomic.Int64
		done := make(chan error, 1)
		go func() {
			if replayed {
				done <- Replay(in, out, bytes.NewReader(recording.Bytes()))
				return
			}
			both := io.MultiWriter(&recording, out)
			done <- Serve(in, both, hello, Actions{Streams: map[string]Stream{"flood": flood(&sent)}})
		}()
		frames(t, fromSampler, 1) // hello
		id := int64(3)
		if replayed {
			id = 8 // another than was recorded
		}
		write(t, toSampler, wire.Call{ID: id, Name: "flood", Params: wire.Raw("{}")})
		write(t, toSampler, wire.Credit{ID: 99, Batches: 1}) // of no call
		write(t, toSampler, wire.Credit{ID: id, Batches: 2})
		got := frames(t, fromSampler, 2)
		time.Sleep(20 * time.Millisecond)
		if n := sent.Load(); !replayed && n != 2 {
			t.Errorf("%d batches were sent with credit for 2", n)
		}
		write(t, toSampler, wire.Credit{ID: id, Batches: 5})
		got = append(got, frames(t, fromSampler, 6)...)
		for i, frame := range got[:7] {
			batch, err := wire.DecodeBatch(frame.Payload)
			if err != nil || frame.Kind != wire.KindColumns || batch.Header.Call != id || batch.Columns[0] != byte(i) {
				t.Fatalf("batch %d: %+v %v", i, batch, err)
			}
		}
		message, err := wire.Decode(got[7].Payload)
		if answer, is := message.(wire.Answer); !is || answer.ID != id || string(answer.Answer) != `"done"` || err != nil {
			t.Errorf("%+v %v", message, err)
		}
		if err := toSampler.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

// After the end of a call no batch of it may come: the other side would take it for a defect.
func TestNoBatchAfterCancel(t *testing.T) {
	in, toSampler := io.Pipe()
	fromSampler, out := io.Pipe()
	var sent atomic.Int64
	go func() {
		_ = Serve(in, out, hello, Actions{Streams: map[string]Stream{"flood": flood(&sent)}})
		_ = out.Close()
	}()
	frames(t, fromSampler, 1)
	write(t, toSampler, wire.Call{ID: 1, Name: "flood", Params: wire.Raw("{}")})
	write(t, toSampler, wire.Cancel{ID: 1})
	ended := frames(t, fromSampler, 1)[0]
	if message, err := wire.Decode(ended.Payload); err != nil || message.(wire.Failure).Error.Code != wire.CodeCancelled {
		t.Errorf("%+v %v", message, err)
	}
	write(t, toSampler, wire.Credit{ID: 1, Batches: 5})
	write(t, toSampler, wire.Credit{ID: 1, Batches: 0}) // wrong: refused, which is all that may come
	refused := frames(t, fromSampler, 1)[0]
	if refused.Kind != wire.KindControl {
		t.Errorf("a frame of kind %d after the end", refused.Kind)
	}
	if err := toSampler.Close(); err != nil {
		t.Fatal(err)
	}
	if frame, err := wire.ReadFrame(fromSampler); !errors.Is(err, io.EOF) {
		t.Errorf("%+v %v", frame, err)
	}
}
