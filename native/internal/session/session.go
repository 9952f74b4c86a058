// Package session turns the frames on stdin into actions and their results into frames on stdout.
package session

import (
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

// Serve says hello, then answers calls until input ends. Calls run beside each other. It returns nil at the end of input
// without waiting for calls in flight: nobody is left to read their answers, and one may be stuck in the kernel.
func Serve(input io.Reader, output io.Writer, hello wire.Hello, actions map[string]Action) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s := &session{sender: sender{out: output}, actions: actions, running: map[int64]context.CancelFunc{}}
	if err := s.send(hello); err != nil {
		return err
	}
	return receive(input, &s.sender, func(call wire.Call) { s.start(ctx, call) }, s.cancel)
}

// receive reads frames until the input ends and reports what it cannot use. After a damaged frame there is no way on.
func receive(input io.Reader, out *sender, onCall func(wire.Call), onCancel func(id int64)) error {
	refuse := func(message string, detail string) {
		out.fail(0, "", &wire.Error{Code: wire.CodeBadRequest, Message: message, Detail: detail})
	}
	for {
		frame, err := wire.ReadFrame(input)
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
			onCall(m)
		case wire.Cancel:
			onCancel(m.ID)
		default:
			refuse("the sampler takes calls and cancels only", "")
		}
	}
}

type session struct {
	sender
	actions map[string]Action

	lock    sync.Mutex
	running map[int64]context.CancelFunc
}

func (s *session) start(parent context.Context, call wire.Call) {
	action, known := s.actions[call.Name]
	if !known {
		s.fail(call.ID, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("the sampler has no call %q", call.Name)})
		return
	}
	ctx, free := s.claim(parent, call.ID)
	if !free {
		// Under id 0, or it would end the call that has the id.
		s.fail(0, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("call %d is still running", call.ID)})
		return
	}
	go s.run(ctx, call, action)
}

// claim gives the call its context, unless its id is in use.
func (s *session) claim(parent context.Context, id int64) (context.Context, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if _, taken := s.running[id]; taken {
		return nil, false
	}
	ctx, cancel := context.WithCancel(parent)
	s.running[id] = cancel
	return ctx, true
}

// run answers the call, and at once when it is cancelled: the action may be stuck in the kernel (a dead network mount), so
// its result is waited for elsewhere and then dropped.
func (s *session) run(ctx context.Context, call wire.Call, action Action) {
	type result struct {
		value any
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := guarded(ctx, call, action)
		done <- result{value, err}
	}()
	var got result
	select {
	case got = <-done:
	case <-ctx.Done():
		got.err = ctx.Err()
	}
	s.release(call.ID)
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
func guarded(ctx context.Context, call wire.Call, action Action) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			log.Printf("%s: panic: %v\n%s", call.Name, cause, debug.Stack())
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return action(ctx, call.Params)
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
	if cancel, running := s.running[id]; running {
		cancel()
	}
}

func (s *session) release(id int64) {
	s.cancel(id)
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.running, id)
}

// sender writes messages, one frame each; those of calls that run beside each other do not mix.
type sender struct {
	writing sync.Mutex
	out     io.Writer
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
	encoded, err := wire.AppendFrame(nil, wire.Frame{Kind: wire.KindControl, Payload: payload})
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	_, err = s.out.Write(encoded)
	return err
}
