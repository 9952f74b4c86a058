package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The golden vectors that electron/sidecar is tested with, too.
const vectorDir = "../../../test/fixtures/wire"

type vector struct {
	name   string
	bytes  []byte
	Frames []struct {
		Kind    Kind            `json:"kind"`
		Message json.RawMessage `json:"message"`
		Hex     string          `json:"hex"`
	} `json:"frames"`
	Ends string `json:"ends"`
	Tail string `json:"tail"`
}

func vectors(t testing.TB) []vector {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(files) < 8 {
		t.Fatalf("%d vectors in %s: %v", len(files), vectorDir, err)
	}
	var all []vector
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v := vector{name: strings.TrimSuffix(filepath.Base(file), ".json")}
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if v.bytes, err = os.ReadFile(filepath.Join(vectorDir, v.name+".bin")); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func TestVectors(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.name, func(t *testing.T) {
			frames, err := readAll(v.bytes)
			if got := endOf(err); got != v.Ends {
				t.Errorf("ends %s (%v), want %s", got, err, v.Ends)
			}
			if len(frames) != len(v.Frames) {
				t.Fatalf("%d frames, want %d", len(frames), len(v.Frames))
			}
			var encoded []byte
			for i, want := range v.Frames {
				if frames[i].Kind != want.Kind {
					t.Errorf("frame %d: kind %d, want %d", i, frames[i].Kind, want.Kind)
				}
				payload, err := hex.DecodeString(want.Hex)
				if want.Message != nil {
					sameJSON(t, frames[i].Payload, want.Message)
					payload, err = throughTypes(want.Message)
				}
				if err != nil {
					t.Fatal(err)
				}
				if encoded, err = AppendFrame(encoded, Frame{want.Kind, payload}); err != nil {
					t.Fatal(err)
				}
			}
			tail, err := hex.DecodeString(v.Tail)
			if err != nil {
				t.Fatal(err)
			}
			if encoded = append(encoded, tail...); !bytes.Equal(encoded, v.bytes) {
				t.Errorf("encoded again:\n%q\nwant\n%q", encoded, v.bytes)
			}
		})
	}
}

// A later minor may add fields; an older side must read on.
func TestUnknownFieldsAreIgnored(t *testing.T) {
	message, err := Decode([]byte(`{"type":"cancel","id":3,"soon":[1,{}]}`))
	if err != nil || !reflect.DeepEqual(message, Cancel{Type: "cancel", ID: 3}) {
		t.Errorf("%#v, %v", message, err)
	}
}

func TestWhatIsNoMessage(t *testing.T) {
	for _, payload := range []string{
		``, `[]`, `{}`, `null`, `{"type":"dance"}`, `{"type":"call","id":"1"}`, `{"type":"cancel","id":1}{}`,
		`{"type":"cancel","id":1.5}`, `{"type":"cancel","id":1`, "\x00",
	} {
		if message, err := Decode([]byte(payload)); err == nil {
			t.Errorf("%q is read as %#v", payload, message)
		}
	}
}

func endOf(err error) string {
	var frameError *FrameError
	if errors.As(err, &frameError) {
		return frameError.Code
	}
	if err != nil {
		return err.Error()
	}
	return "clean"
}

// The columns that electron/sidecar reads, too.
func TestBatchVector(t *testing.T) {
	for _, v := range vectors(t) {
		if v.name != "snapshot" {
			continue
		}
		payload, err := hex.DecodeString(v.Frames[2].Hex)
		if err != nil {
			t.Fatal(err)
		}
		var sent []byte
		table := NewTable("sample", func(b Batch) error {
			b.Header.Call = 7
			sent, err = EncodeBatch(b)
			return err
		}, "text", "text", "small", "u8", "index", "u32", "signed", "i32", "address", "u64", "number", "f64")
		err = errors.Join(
			table.Row("chan receive", uint8(0), uint32(1), int32(-1), uint64(0xc000012345), 1.5),
			table.Row("søren <&>", uint8(255), uint32(0), int32(0), uint64(0), -1.0),
			table.Row("", uint8(7), ^uint32(0), int32(7), ^uint64(0), float64(1<<53)),
			table.Flush(),
		)
		if err != nil || !bytes.Equal(sent, payload) {
			t.Errorf("%v: %q, want %q", err, sent, payload)
		}
		return
	}
	t.Error("no vector snapshot")
}

// throughTypes decodes strictly into the structs, down to the answers, and encodes those.
func throughTypes(text json.RawMessage) ([]byte, error) {
	message, err := Decode(text)
	if err != nil {
		return nil, err
	}
	switch m := message.(type) {
	case Answer:
		answer, known := map[string]any{"list": new(ProcessList), "counters": new(Counters), "cpu": new(CPUProfile), "snapshot": new(Snapshot), "reach": new(Reach), "watch": new(Watch), "pace": new(Pace), "wall": new(WallProfile), "finish": new(Finish), "launch": new(Launch), "await": new(Await), "signal": new(Signal)}[m.Name]
		if !known {
			return nil, errors.New("no type for the answer to " + m.Name)
		}
		if err := strictly(m.Answer, answer); err != nil {
			return nil, err
		}
		if message, err = NewAnswer(Call{ID: m.ID, Name: m.Name}, answer); err != nil {
			return nil, err
		}
	case Hello:
		err = strictly(text, &m)
	case Failure:
		err = strictly(text, &m)
	}
	if err != nil {
		return nil, err
	}
	return Encode(message)
}

func strictly(text json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func sameJSON(t *testing.T, got, want []byte) {
	t.Helper()
	var a, b any
	if err := errors.Join(json.Unmarshal(got, &a), json.Unmarshal(want, &b)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
