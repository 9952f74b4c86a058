package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestTableCutsIntoBatches(t *testing.T) {
	var sent []Batch
	keep := func(b Batch) error {
		payload, err := EncodeBatch(b)
		if err != nil {
			return err
		}
		if len(payload) > MaxPayload {
			t.Errorf("a payload of %d bytes", len(payload))
		}
		again, err := DecodeBatch(payload)
		if err != nil || !reflect.DeepEqual(again, b) {
			t.Errorf("%v", err)
		}
		sent = append(sent, Batch{Header: b.Header, Columns: bytes.Clone(b.Columns)})
		return err
	}
	table := NewTable("t", keep, "a", "u8", "b", "text", "c", "f64")
	long := strings.Repeat("ü", 50_000)
	for range 200 {
		if err := table.Row(uint8(1), long, 2.5); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, b := range sent {
		rows += b.Header.Rows
	}
	if rows != 200 || len(sent) < 3 {
		t.Errorf("%d rows in %d batches", rows, len(sent))
	}
	if err := table.Flush(); err != nil || len(sent) > 30 {
		t.Errorf("an empty table is sent: %v", err)
	}
	for _, wrong := range [][]any{{uint8(1), "x"}, {uint8(1), "x", uint32(3)}, {1, "x", 2.5}} {
		if table.Row(wrong...) == nil {
			t.Errorf("%v is a row", wrong)
		}
	}
}

// A frame with a batch is the same however it is made, also where a name needs escapes and behind other bytes.
func TestAppendBatch(t *testing.T) {
	for _, name := range []string{"t", "a \"name\"", "größe"} {
		batch := Batch{BatchHeader{Table: name, Rows: 3, Columns: []Column{{"a", "u8", 3}}}, make([]byte, 8)}
		payload, err := EncodeBatch(batch)
		if err != nil {
			t.Fatal(err)
		}
		want, err := AppendFrame([]byte("abc"), Frame{KindColumns, payload})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := AppendBatch([]byte("abc"), batch); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: %v: %q, want %q", name, err, got, want)
		}
	}
	var failure *FrameError
	got, err := AppendBatch([]byte("abc"), Batch{Columns: make([]byte, MaxPayload)})
	if !errors.As(err, &failure) || failure.Code != FrameTooLarge || string(got) != "abc" {
		t.Errorf("one that is too large: %v, %d bytes", err, len(got))
	}
}

func FuzzDecodeBatch(f *testing.F) {
	good, err := EncodeBatch(Batch{BatchHeader{1, "t", 1, []Column{{"a", "u8", 1}}}, make([]byte, 8)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{2, 0, 0, 0, '{', '}'})
	f.Fuzz(func(t *testing.T, payload []byte) {
		batch, err := DecodeBatch(payload)
		if err != nil {
			return
		}
		again, err := EncodeBatch(batch)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := DecodeBatch(again); err != nil || !bytes.Equal(same.Columns, batch.Columns) {
			t.Errorf("%v", err)
		}
	})
}

// What is written by hand is what package json writes, whatever the names.
func TestHeadersAreJSON(t *testing.T) {
	for _, h := range []BatchHeader{
		{}, {Call: 1, Table: "t", Columns: []Column{}}, {Call: -3, Table: "counters", Rows: 7, Columns: []Column{{"atMs", "f64", 56}, {"run queue", "u8", 0}}},
		{Table: `a"b`, Columns: []Column{{"x", "u8", 1}}}, {Table: "t", Columns: []Column{{"ü\n\u2028<&>", "text", 1}}}, {Table: "t", Columns: []Column{{"a", `\`, 1}}},
	} {
		want, err := encode(h)
		if err != nil {
			t.Fatal(err)
		}
		got, err := EncodeBatch(Batch{Header: h})
		if err != nil {
			t.Fatal(err)
		}
		if length := binary.LittleEndian.Uint32(got); string(got[4:4+length]) != string(want) {
			t.Errorf("%s, package json writes %s", got[4:4+length], want)
		}
	}
}
