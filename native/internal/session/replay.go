package session

import (
	"errors"
	"fmt"
	"io"

	"parkscope/native/internal/wire"
)

// Replay plays a recording of a sampler's stdout instead of looking at this machine: its hello first, then for each call the
// next recorded answer or failure, under the id of the call. A call of another name than the recorded one and calls after the
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
	onCall := func(call wire.Call) {
		if len(outcomes) == 0 {
			out.fail(call.ID, call.Name, &wire.Error{Code: wire.CodeGone, Message: "the recording has no more answers"})
			return
		}
		if outcomes[0].name != call.Name {
			message := fmt.Sprintf("the recording answers %q next, not %q", outcomes[0].name, call.Name)
			out.fail(call.ID, call.Name, &wire.Error{Code: wire.CodeBadRequest, Message: message})
			return
		}
		if err := out.send(outcomes[0].under(call.ID)); err != nil {
			out.fail(call.ID, call.Name, asError(err))
		}
		outcomes = outcomes[1:]
	}
	// A recorded answer is there at once, so there is nothing to cancel.
	return receive(input, out, onCall, func(int64) {})
}

// outcome is a recorded end of a call.
type outcome struct {
	name  string
	under func(id int64) wire.Message
}

func readRecording(recording io.Reader) (wire.Hello, []outcome, error) {
	var hello wire.Hello
	var outcomes []outcome
	for first := true; ; first = false {
		frame, err := wire.ReadFrame(recording)
		if errors.Is(err, io.EOF) && !first {
			return hello, outcomes, nil
		}
		if err != nil {
			return hello, nil, err
		}
		message, err := wire.Decode(frame.Payload)
		if err != nil {
			return hello, nil, err
		}
		switch m := message.(type) {
		case wire.Hello:
			hello = m
		case wire.Answer:
			outcomes = append(outcomes, outcome{m.Name, func(id int64) wire.Message { m.ID = id; return m }})
		case wire.Failure:
			// Under id 0 it answered a frame of the recorded session that this one may not send.
			if m.ID != 0 {
				outcomes = append(outcomes, outcome{m.Name, func(id int64) wire.Message { m.ID = id; return m }})
			}
		default:
			return hello, nil, fmt.Errorf("frame %d is no message of a sampler", len(outcomes)+1)
		}
		if _, is := message.(wire.Hello); is != first {
			return hello, nil, errors.New("it does not begin with one hello")
		}
	}
}
