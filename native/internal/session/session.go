// Package session turns the frames on stdin into actions and their results into frames on stdout.
package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"runtime/debug"
	"sync"

	"parkscope/native/internal/wire"
)

// Action answers one call. Its context ends when the call is cancelled or stdin ends. What it returns is encoded as the
// answer; a *wire.Error goes to the caller as it is, any other error as CodeInternal.
type Action func(ctx context.Context, params wire.Raw) (any, error)

// Stream is an Action that hands on batches before it answers. send blocks until the caller grants credit for one more, and
// fails when the call is over; it sets Header.Call itself.
type Stream func(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (any, error)

// Actions are what a sampler can do, by the name of the call.
type Actions struct {
	Plain   map[string]Action
	Streams map[string]Stream
}

func (a Actions) get(name string) (Stream, bool) {
	if plain, known := a.Plain[name]; known {
		return func(ctx context.Context, params wire.Raw, _ func(wire.Batch) error) (any, error) {
			return plain(ctx, params)
		}, true
	}
	stream, known := a.Streams[name]
	return stream, known
}

// Serve says hello, then answers calls until input ends. Calls run beside each other. It returns nil at the end of input
// without waiting for calls in flight: nobody is left to read their answers, and one may be stuck in the kernel.
func Serve(input io.Reader, output io.Writer, hello wire.Hello, actions Actions) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s := &session{sender: sender{out: output}, actions: actions, running: map[int64]*running{}}
	if err := s.send(hello); err != nil {
		return err
	}
	return receive(input, &s.sender, handlers{func(call wire.Call) { s.start(ctx, call) }, s.cancel, s.credit})
}

// handlers take what the other side may send.
type handlers struct {
	call   func(wire.Call)
	cancel func(id int64)
	credit func(wire.Credit)
}

// receive reads frames until the input ends and reports what it cannot use. After a damaged frame there is no way on.
func receive(input io.Reader, out *sender, on handlers) error {
	refuse := func(message string, detail string) {
		out.fail(0, "", &wire.Error{Code: wire.CodeBadRequest, Message: message, Detail: detail})
	}
	// What came together, mostly a frame and its header, is one system call.
	buffered := bufio.NewReader(input)
	for {
		frame, err := wire.ReadFrame(buffered)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			out.fail(0, "", &wire.Error{Code: wire.CodeBadFrame, Message: "the sampler lost track of the frames it is sent", Detail: err.Error()})
			return err
		}
		if frame.Kind != wire.KindControl {
			refuse("the sampler takes control frames only", "")
			continue
		}
		message, err := wire.Decode(frame.Payload)
		if err != nil {
			refuse("the sampler cannot read a message", err.Error())
			continue
		}
		switch m := message.(type) {
		case wire.Call:
			if m.ID <= 0 {
				refuse("a call needs a positive id", "")
				continue
			}
			on.call(m)
		case wire.Cancel:
			on.cancel(m.ID)
		case wire.Credit:
			if m.Batches <= 0 || m.Batches > maxCredit {
				refuse("credit is for 1 to 1000 batches", "")
				continue
			}
			on.credit(m)
		default:
			refuse("the sampler takes calls, cancels and credit only", "")
		}
	}
}

type session struct {
	sender
	actions Actions

	lock    sync.Mutex
	running map[int64]*running
}

// maxCredit bounds one grant, and maxGranted what a call has in store.
const (
	maxCredit  = 1000
	maxGranted = 1 << 16
)

// running is a call that has no end yet.
type running struct {
	id     int64
	cancel context.CancelFunc
	// credits holds one item for each batch that may be sent.
	credits chan struct{}
	// sending keeps the end of the call from overtaking a batch; over is set with the end.
	sending sync.Mutex
	over    bool
}

func (s *session) start(parent context.Context, call wire.Call) {
	action, known := s.actions.get(call.Name)
	if !known {
		s.fail(call.ID, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("the sampler has no call %q", call.Name)})
		return
	}
	ctx, claimed, free := s.claim(parent, call.ID)
	if !free {
		// Under id 0, or it would end the call that has the id.
		s.fail(0, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("call %d is still running", call.ID)})
		return
	}
	go s.run(wire.WithCall(ctx, call.ID), claimed, call, action)
}

// claim gives the call its context, unless its id is in use.
func (s *session) claim(parent context.Context, id int64) (context.Context, *running, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if _, taken := s.running[id]; taken {
		return nil, nil, false
	}
	ctx, cancel := context.WithCancel(parent)
	claimed := &running{id: id, cancel: cancel, credits: make(chan struct{}, maxGranted)}
	s.running[id] = claimed
	return ctx, claimed, true
}

// credit lets a call go on. One that ended meanwhile needs none.
func (s *session) credit(grant wire.Credit) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if call, is := s.running[grant.ID]; is {
		for range grant.Batches {
			select {
			case call.credits <- struct{}{}:
			default: // more in store than any call sends
			}
		}
	}
}

// sendBatch waits for credit and sends.
func (s *session) sendBatch(ctx context.Context, call *running, batch wire.Batch) error {
	select {
	case <-call.credits:
	case <-ctx.Done():
		return ctx.Err()
	}
	batch.Header.Call = call.id
	call.sending.Lock()
	defer call.sending.Unlock()
	if call.over {
		return context.Canceled
	}
	return s.sender.sendBatch(batch)
}

// run answers the call, and at once when it is cancelled: the action may be stuck in the kernel (a dead network mount), so
// its result is waited for elsewhere and then dropped.
func (s *session) run(ctx context.Context, claimed *running, call wire.Call, action Stream) {
	type result struct {
		value any
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := guarded(ctx, call, action, func(batch wire.Batch) error { return s.sendBatch(ctx, claimed, batch) })
		done <- result{value, err}
	}()
	var got result
	select {
	case got = <-done:
	case <-ctx.Done():
		got.err = ctx.Err()
	}
	s.release(claimed)
	if got.err != nil {
		s.fail(call.ID, call.Name, asError(got.err))
		return
	}
	answer, err := wire.NewAnswer(call, got.value)
	if err == nil {
		err = s.send(answer)
	}
	if err != nil {
		s.fail(call.ID, call.Name, asError(err))
	}
}

// guarded turns a panic into a failure of this call: the other calls and their streams go on.
func guarded(ctx context.Context, call wire.Call, action Stream, send func(wire.Batch) error) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			log.Printf("%s: panic: %v\n%s", call.Name, cause, debug.Stack())
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return action(ctx, call.Params, send)
}

func asError(err error) *wire.Error {
	var known *wire.Error
	var frame *wire.FrameError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return &wire.Error{Code: wire.CodeCancelled, Message: "the call was cancelled"}
	case errors.As(err, &frame) && frame.Code == wire.FrameTooLarge:
		return &wire.Error{Code: wire.CodeTooLarge, Message: "the answer is larger than a frame may be", Detail: frame.Detail}
	}
	return &wire.Error{Code: wire.CodeInternal, Message: "the sampler failed", Hint: "report this as a defect of Parkscope", Detail: err.Error()}
}

func (s *session) cancel(id int64) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if call, is := s.running[id]; is {
		call.cancel()
	}
}

func (s *session) release(call *running) {
	call.cancel()
	call.sending.Lock()
	call.over = true
	call.sending.Unlock()
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.running, call.id)
}

// sender writes messages, one frame each; those of calls that run beside each other do not mix.
type sender struct {
	writing sync.Mutex
	out     io.Writer
	// frame is memory for the next one.
	frame []byte
}

func (s *sender) fail(id int64, name string, cause *wire.Error) {
	if err := s.send(wire.Failure{ID: id, Name: name, Error: *cause}); err != nil {
		log.Printf("cannot report %v: %v", cause, err)
	}
}

func (s *sender) send(message wire.Message) error {
	payload, err := wire.Encode(message)
	if err != nil {
		return err
	}
	return s.sendFrame(wire.Frame{Kind: wire.KindControl, Payload: payload})
}

func (s *sender) sendFrame(frame wire.Frame) error {
	return s.write(func(into []byte) ([]byte, error) { return wire.AppendFrame(into, frame) })
}

func (s *sender) sendBatch(batch wire.Batch) error {
	return s.write(func(into []byte) ([]byte, error) { return wire.AppendBatch(into, batch) })
}

// keptFrame is how much memory is kept for the next frame: batches are not much larger.
const keptFrame = 2 << 20

func (s *sender) write(encode func(into []byte) ([]byte, error)) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	encoded, err := encode(s.frame[:0])
	if err != nil {
		return err
	}
	if s.frame = encoded; cap(encoded) > keptFrame {
		s.frame = nil
	}
	_, err = s.out.Write(encoded)
	return err
}
