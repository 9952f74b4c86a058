package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Raw is JSON that is not decoded yet.
type Raw = json.RawMessage

// Encode gives the payload of a control frame. The bytes are those of JSON.stringify for the same fields in the same order
// (no HTML escapes), which lets both languages share golden files.
func Encode(message Message) ([]byte, error) {
	switch m := message.(type) {
	case Hello:
		m.Type = m.messageType()
		return encode(m)
	case Call:
		m.Type = m.messageType()
		return encode(m)
	case Cancel:
		m.Type = m.messageType()
		return encode(m)
	case Credit:
		m.Type = m.messageType()
		return encode(m)
	case Answer:
		m.Type = m.messageType()
		return encode(m)
	case Failure:
		m.Type = m.messageType()
		return encode(m)
	}
	return nil, fmt.Errorf("wire: no encoding for %T", message)
}

// NewAnswer encodes the value of an answer.
func NewAnswer(call Call, value any) (Answer, error) {
	raw, err := encode(value)
	return Answer{ID: call.ID, Name: call.Name, Answer: raw}, err
}

// Decode reads the payload of a control frame. Fields that are not known are ignored: they are additions of a later minor.
func Decode(payload []byte) (Message, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := decode(payload, &head); err != nil {
		return nil, err
	}
	switch head.Type {
	case Hello{}.messageType():
		return decodeAs[Hello](payload)
	case Call{}.messageType():
		return decodeAs[Call](payload)
	case Cancel{}.messageType():
		return decodeAs[Cancel](payload)
	case Credit{}.messageType():
		return decodeAs[Credit](payload)
	case Answer{}.messageType():
		return decodeAs[Answer](payload)
	case Failure{}.messageType():
		return decodeAs[Failure](payload)
	}
	return nil, fmt.Errorf("a message of unknown type %q", head.Type)
}

func decodeAs[M Message](payload []byte) (Message, error) {
	var message M
	err := decode(payload, &message)
	return message, err
}

func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func decode(payload []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("not a JSON message: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("bytes after the JSON message")
	}
	return nil
}
