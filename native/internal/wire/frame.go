// Package wire is the Go half of the sampler protocol: frames on a byte stream and the JSON messages inside them. The other
// half is electron/sidecar; test/fixtures/wire holds the bytes on which both must agree.
package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Kind says what the payload of a frame is.
type Kind uint8

const (
	// KindControl is one JSON message, see messages.go.
	KindControl Kind = 0
	// KindColumns is one batch of columns from the sampler, see batch.go.
	KindColumns Kind = 1
)

const (
	// MaxPayload bounds what a damaged or hostile length makes the reader buffer.
	MaxPayload = 16 << 20
	headerSize = 5
)

// Frame is one message on the stream: u32 little-endian length of the payload, u8 kind, payload.
type Frame struct {
	Kind    Kind
	Payload []byte
}

// FrameError says why a stream cannot be read on. There is no way to find the next frame after one.
type FrameError struct {
	// Code is too-large, truncated or unknown-kind.
	Code   string
	Detail string
}

func (e *FrameError) Error() string { return e.Code + ": " + e.Detail }

// Codes of FrameError.
const (
	FrameTooLarge    = "too-large"
	FrameTruncated   = "truncated"
	FrameUnknownKind = "unknown-kind"
)

// AppendFrame appends an encoded frame to dst.
func AppendFrame(dst []byte, frame Frame) ([]byte, error) {
	if err := checkSize(len(frame.Payload)); err != nil {
		return dst, err
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(frame.Payload)))
	dst = append(dst, byte(frame.Kind))
	return append(dst, frame.Payload...), nil
}

func checkSize(payload int) error {
	if payload > MaxPayload {
		return &FrameError{FrameTooLarge, fmt.Sprintf("a frame of %d bytes, %d are allowed", payload, MaxPayload)}
	}
	return nil
}

// ReadFrame reads the next frame. It answers io.EOF when the stream ends between frames, a *FrameError when it cannot be a
// stream of frames, and the reader's error otherwise. The payload is the caller's.
func ReadFrame(r io.Reader) (Frame, error) {
	var header [headerSize]byte
	n, err := io.ReadFull(r, header[:])
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return Frame{}, &FrameError{FrameTruncated, fmt.Sprintf("the stream ends after %d of %d header bytes", n, headerSize)}
	}
	if err != nil {
		return Frame{}, err
	}
	length := binary.LittleEndian.Uint32(header[:])
	kind := Kind(header[4])
	if length > MaxPayload {
		return Frame{}, &FrameError{FrameTooLarge, fmt.Sprintf("a frame of %d bytes, %d are allowed", length, MaxPayload)}
	}
	if kind > KindColumns {
		return Frame{}, &FrameError{FrameUnknownKind, fmt.Sprintf("a frame of kind %d", kind)}
	}
	// The buffer grows with what arrives, so a length alone allocates nothing.
	var payload bytes.Buffer
	got, err := io.CopyN(&payload, r, int64(length))
	if errors.Is(err, io.EOF) {
		return Frame{}, &FrameError{FrameTruncated, fmt.Sprintf("the stream ends after %d of %d payload bytes", got, length)}
	}
	if err != nil {
		return Frame{}, err
	}
	return Frame{Kind: kind, Payload: payload.Bytes()}, nil
}
