package session

import (
	"context"
	"errors"
	"fmt"
	"io"

	"parkscope/native/internal/wire"
)

// Replay plays a recording of a sampler's stdout instead of looking at this machine: its hello first, then for each call the
// next recorded answer or failure, under the id of the call, after the batches that came before it, as credit allows. A call of another name than the recorded one and calls after the
// end fail. A recording that cannot be read whole is an error before anything is sent.
func Replay(input io.Reader, output io.Writer, recording io.Reader) error {
	hello, outcomes, err := readRecording(recording)
	if err != nil {
		return fmt.Errorf("the recording cannot be played: %w", err)
	}
	out := &sender{out: output}
	if err := out.send(hello); err != nil {
		return err
	}
	playing := map[int64]*outcome{}
	play := func(id int64, credit int) {
		next, is := playing[id]
		if !is {
			return
		}
		for ; credit > 0 && len(next.batches) > 0; credit-- {
			next.batches[0].Header.Call = id
			if err := out.sendBatch(next.batches[0]); err != nil {
				delete(playing, id)
				out.fail(id, next.name, asError(err))
				return
			}
			next.batches = next.batches[1:]
		}
		if len(next.batches) > 0 {
			return
		}
		delete(playing, id)
		if err := out.send(next.under(id)); err != nil {
			out.fail(id, next.name, asError(err))
		}
	}
	onCall := func(call wire.Call) {
		if _, taken := playing[call.ID]; taken {
			out.fail(0, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("call %d is still running", call.ID)})
			return
		}
		if len(outcomes) == 0 {
			out.fail(call.ID, call.Name, &wire.Error{Code: wire.CodeGone, Message: "the recording has no more answers"})
			return
		}
		if outcomes[0].name != call.Name {
			message := fmt.Sprintf("the recording answers %q next, not %q", outcomes[0].name, call.Name)
			out.fail(call.ID, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: message})
			return
		}
		next := outcomes[0]
		outcomes = outcomes[1:]
		playing[call.ID] = &next
		play(call.ID, 0)
	}
	onCancel := func(id int64) {
		if next, is := playing[id]; is {
			delete(playing, id)
			out.fail(id, next.name, asError(context.Canceled))
		}
	}
	return receive(input, out, handlers{onCall, onCancel, func(grant wire.Credit) { play(grant.ID, grant.Batches) }})
}

// outcome is a recorded end of a call, with the batches before it.
type outcome struct {
	name    string
	batches []wire.Batch
	under   func(id int64) wire.Message
}

func readRecording(recording io.Reader) (wire.Hello, []outcome, error) {
	var hello wire.Hello
	var outcomes []outcome
	// By the id of their call, which may run beside others.
	batches := map[int64][]wire.Batch{}
	ends := func(name string, id int64, under func(id int64) wire.Message) {
		outcomes = append(outcomes, outcome{name, batches[id], under})
		delete(batches, id)
	}
	for first := true; ; first = false {
		frame, err := wire.ReadFrame(recording)
		if errors.Is(err, io.EOF) && !first {
			return hello, outcomes, nil
		}
		if err != nil {
			return hello, nil, err
		}
		if frame.Kind == wire.KindColumns && !first {
			batch, err := wire.DecodeBatch(frame.Payload)
			if err != nil {
				return hello, nil, err
			}
			batches[batch.Header.Call] = append(batches[batch.Header.Call], batch)
			continue
		}
		message, err := wire.Decode(frame.Payload)
		if err != nil {
			return hello, nil, err
		}
		switch m := message.(type) {
		case wire.Hello:
			hello = m
		case wire.Answer:
			ends(m.Name, m.ID, func(id int64) wire.Message { m.ID = id; return m })
		case wire.Failure:
			// Under id 0 it answered a frame of the recorded session that this one may not send.
			if m.ID != 0 {
				ends(m.Name, m.ID, func(id int64) wire.Message { m.ID = id; return m })
			}
		default:
			return hello, nil, fmt.Errorf("frame %d is no message of a sampler", len(outcomes)+1)
		}
		if _, is := message.(wire.Hello); is != first {
			return hello, nil, errors.New("it does not begin with one hello")
		}
	}
}
