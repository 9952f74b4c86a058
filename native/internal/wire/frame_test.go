package wire

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// readAll reads frames until the stream ends or cannot be read on.
func readAll(stream []byte) ([]Frame, error) {
	reader := bytes.NewReader(stream)
	var frames []Frame
	for {
		frame, err := ReadFrame(reader)
		if errors.Is(err, io.EOF) {
			return frames, nil
		}
		if err != nil {
			return frames, err
		}
		frames = append(frames, frame)
	}
}

func TestLargestFrameIsReadAndOneByteMoreIsNot(t *testing.T) {
	stream, err := AppendFrame(nil, Frame{KindColumns, make([]byte, MaxPayload)})
	if err != nil {
		t.Fatal(err)
	}
	if frames, err := readAll(stream); err != nil || len(frames) != 1 || len(frames[0].Payload) != MaxPayload {
		t.Errorf("%d frames, %v", len(frames), err)
	}
	var frameError *FrameError
	if _, err := AppendFrame(nil, Frame{KindColumns, make([]byte, MaxPayload+1)}); !errors.As(err, &frameError) || frameError.Code != FrameTooLarge {
		t.Errorf("a frame that is too large is written: %v", err)
	}
}

func TestReaderErrorIsPassedOn(t *testing.T) {
	broken := errors.New("broken pipe")
	reader := io.MultiReader(bytes.NewReader([]byte{9, 0, 0, 0, 0, '{'}), errorReader{broken})
	if _, err := ReadFrame(reader); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// Whatever the bytes, reading ends with frames that encode to what was read, and then a clean end or a FrameError.
func FuzzReadFrame(f *testing.F) {
	for _, vector := range vectors(f) {
		f.Add(vector.bytes)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		frames, err := readAll(stream)
		var frameError *FrameError
		if err != nil && !errors.As(err, &frameError) {
			t.Fatalf("error %T: %v", err, err)
		}
		var again []byte
		for _, frame := range frames {
			if again, err = AppendFrame(again, frame); err != nil {
				t.Fatal(err)
			}
			if message, err := Decode(frame.Payload); err == nil {
				if _, err := Encode(message); err != nil {
					t.Fatalf("%s was decoded and cannot be encoded: %v", frame.Payload, err)
				}
			}
		}
		if !bytes.HasPrefix(stream, again) {
			t.Fatalf("%x was read as %x", stream, again)
		}
	})
}
