package wire

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Batch is the payload of a KindColumns frame: rows of a table that a call answers with, column by column.
//
//	u32 little-endian length of the header | header, JSON | zeros up to a multiple of 8 | columns, each padded so
//
// A column is an array of its type, little-endian. `text` is u32[rows], where each text ends, then all texts as UTF-8.
type Batch struct {
	Header BatchHeader
	// Columns is everything behind the header.
	Columns []byte
}

// BatchHeader tells what the bytes are. A batch without a header that names its columns could not be checked.
type BatchHeader struct {
	// Call is the id of the call that this belongs to.
	Call    int64    `json:"call"`
	Table   string   `json:"table"`
	Rows    int      `json:"rows"`
	Columns []Column `json:"columns"`
}

// Column of a batch.
type Column struct {
	Name string `json:"name"`
	// Type: u8, u32, i32, u64, f64 or text.
	Type string `json:"type"`
	// Bytes without the padding behind it.
	Bytes int `json:"bytes"`
}

const batchAlign = 8

func padded(n int) int { return (n + batchAlign - 1) &^ (batchAlign - 1) }

// EncodeBatch gives the payload of a frame.
func EncodeBatch(batch Batch) ([]byte, error) {
	const perColumn = 64
	return appendBatch(make([]byte, 0, 4+perColumn*(1+len(batch.Header.Columns))+len(batch.Columns)), batch)
}

// AppendBatch appends an encoded frame with a batch to dst: what AppendFrame makes of EncodeBatch, without copies on the way.
func AppendBatch(dst []byte, batch Batch) ([]byte, error) {
	begin := len(dst)
	framed, err := appendBatch(append(dst, 0, 0, 0, 0, byte(KindColumns)), batch)
	if err != nil {
		return dst, err
	}
	payload := len(framed) - begin - headerSize
	if err := checkSize(payload); err != nil {
		return dst, err
	}
	binary.LittleEndian.PutUint32(framed[begin:], uint32(payload))
	return framed, nil
}

// appendBatch appends a payload.
func appendBatch(dst []byte, batch Batch) ([]byte, error) {
	begin := len(dst)
	out, plain := appendHeader(append(dst, 0, 0, 0, 0), batch.Header)
	if !plain {
		header, err := encode(batch.Header)
		if err != nil {
			return nil, err
		}
		out = append(out[:begin+4], header...)
	}
	binary.LittleEndian.PutUint32(out[begin:], uint32(len(out)-begin-4))
	out = pad(out, len(out)-begin)
	return append(out, batch.Columns...), nil
}

// pad appends zeros behind n bytes, up to a multiple of batchAlign.
func pad(out []byte, n int) []byte {
	var zeros [batchAlign]byte
	return append(out, zeros[:padded(n)-n]...)
}

// appendHeader writes the JSON of a header, false where a name needs escapes. It is there for tables of a hundred columns that are sent
// many times a second: package json takes longer for their names than reading what is in them.
func appendHeader(out []byte, h BatchHeader) (header []byte, plain bool) {
	plain = true
	text := func(key, value string) {
		out = append(append(append(append(out, key...), '"'), value...), '"')
		plain = plain && isPlain(value)
	}
	out = strconv.AppendInt(append(out, `{"call":`...), h.Call, 10)
	text(`,"table":`, h.Table)
	out = strconv.AppendInt(append(out, `,"rows":`...), int64(h.Rows), 10)
	out = append(out, `,"columns":[`...)
	for i, column := range h.Columns {
		if i > 0 {
			out = append(out, ',')
		}
		text(`{"name":`, column.Name)
		text(`,"type":`, column.Type)
		out = append(strconv.AppendInt(append(out, `,"bytes":`...), int64(column.Bytes), 10), '}')
	}
	return append(out, "]}"...), plain && h.Columns != nil
}

func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// DecodeBatch reads a payload, and tells whether the columns are of the sizes that the header says.
func DecodeBatch(payload []byte) (Batch, error) {
	var batch Batch
	if len(payload) < 4 {
		return batch, errors.New("a batch without a header")
	}
	length := uint64(binary.LittleEndian.Uint32(payload))
	if length > uint64(len(payload)-4) {
		return batch, fmt.Errorf("a batch with a header of %d bytes in %d", length, len(payload))
	}
	if err := decode(payload[4:4+length], &batch.Header); err != nil {
		return batch, err
	}
	start := padded(4 + int(length))
	if start > len(payload) {
		return batch, errors.New("a batch that ends in its header")
	}
	batch.Columns = payload[start:]
	total := 0
	for _, column := range batch.Header.Columns {
		if column.Bytes < 0 || column.Bytes > len(batch.Columns) {
			return batch, fmt.Errorf("column %s of %d bytes", column.Name, column.Bytes)
		}
		if width, fixed := widths[column.Type]; column.Type != "text" && (!fixed || column.Bytes != width*batch.Header.Rows) {
			return batch, fmt.Errorf("column %s: %d bytes of %s for %d rows", column.Name, column.Bytes, column.Type, batch.Header.Rows)
		}
		total += padded(column.Bytes)
	}
	if total != len(batch.Columns) || batch.Header.Rows < 0 {
		return batch, fmt.Errorf("columns of %d bytes in %d", total, len(batch.Columns))
	}
	return batch, nil
}

var widths = map[string]int{"u8": 1, "u32": 4, "i32": 4, "u64": 8, "f64": 8}

// Table collects rows and hands them on in batches of about batchBytes.
type Table struct {
	name    string
	columns []tableColumn
	// at is the column of the row at hand that comes next, wrong the first that was given another type than it has.
	at    int
	wrong string
	rows  int
	bytes int
	// batch is what was handed on last: its memory is used again.
	batch Batch
	send  func(Batch) error
}

type tableColumn struct {
	name, kind string
	data       []byte
	text       []byte
}

// batchBytes keeps a frame far below MaxPayload, whatever the last row adds.
const batchBytes = 1 << 20

// NewTable begins a table. columns alternate name and type. A batch that is sent is the table's again when send returns.
func NewTable(name string, send func(Batch) error, columns ...string) *Table {
	t := &Table{name: name, send: send}
	for i := 0; i+1 < len(columns); i += 2 {
		t.columns = append(t.columns, tableColumn{name: columns[i], kind: columns[i+1]})
	}
	return t
}

// Row adds a row: for each column a uint8, uint32, int32, uint64, float64 or string, as its type says. Tables with many rows are
// written by the typed methods and End, which allocate nothing.
func (t *Table) Row(values ...any) error {
	for _, value := range values {
		switch v := value.(type) {
		case uint8:
			t.U8(v)
		case uint32:
			t.U32(v)
		case int32:
			t.I32(v)
		case uint64:
			t.U64(v)
		case float64:
			t.F64(v)
		case string:
			t.Text(v)
		default:
			t.next(fmt.Sprintf("%T", value), 0)
		}
	}
	return t.End()
}

// next is the column that a value of this type goes into, nil where there is none.
func (t *Table) next(kind string, bytes int) *tableColumn {
	if t.at >= len(t.columns) || t.columns[t.at].kind != kind {
		if t.wrong == "" {
			t.wrong = fmt.Sprintf("a %s as value %d", kind, t.at)
		}
		t.at++
		return nil
	}
	c := &t.columns[t.at]
	t.at++
	t.bytes += bytes
	return c
}

// U8 is the next value of the row.
func (t *Table) U8(v uint8) *Table {
	if c := t.next("u8", 1); c != nil {
		c.data = append(c.data, v)
	}
	return t
}

// U32 is the next value of the row.
func (t *Table) U32(v uint32) *Table {
	if c := t.next("u32", 4); c != nil {
		c.data = binary.LittleEndian.AppendUint32(c.data, v)
	}
	return t
}

// I32 is the next value of the row.
func (t *Table) I32(v int32) *Table {
	if c := t.next("i32", 4); c != nil {
		c.data = binary.LittleEndian.AppendUint32(c.data, uint32(v))
	}
	return t
}

// U64 is the next value of the row.
func (t *Table) U64(v uint64) *Table {
	if c := t.next("u64", 8); c != nil {
		c.data = binary.LittleEndian.AppendUint64(c.data, v)
	}
	return t
}

// F64 is the next value of the row.
func (t *Table) F64(v float64) *Table {
	if c := t.next("f64", 8); c != nil {
		c.data = binary.LittleEndian.AppendUint64(c.data, math.Float64bits(v))
	}
	return t
}

// Text is the next value of the row.
func (t *Table) Text(v string) *Table {
	if c := t.next("text", 4+len(v)); c != nil {
		c.text = append(c.text, v...)
		c.data = binary.LittleEndian.AppendUint32(c.data, uint32(len(c.text)))
	}
	return t
}

// End ends the row. After a row that does not fit the columns the table is of no use.
func (t *Table) End() error {
	if t.wrong != "" || t.at != len(t.columns) {
		return fmt.Errorf("table %s: %d values for %d columns, %s", t.name, t.at, len(t.columns), cmp.Or(t.wrong, "all of the right type"))
	}
	t.at = 0
	t.rows++
	if t.bytes >= batchBytes {
		return t.Flush()
	}
	return nil
}

// Flush hands on what is left. An empty table is no batch.
func (t *Table) Flush() error {
	if t.rows == 0 {
		return nil
	}
	total := 0
	for i := range t.columns {
		total += padded(len(t.columns[i].data) + len(t.columns[i].text))
	}
	batch := Batch{BatchHeader{Table: t.name, Rows: t.rows, Columns: t.batch.Header.Columns[:0]}, slices.Grow(t.batch.Columns[:0], total)}
	for i := range t.columns {
		c := &t.columns[i]
		bytes := len(c.data) + len(c.text)
		batch.Header.Columns = append(batch.Header.Columns, Column{c.name, c.kind, bytes})
		batch.Columns = pad(append(append(batch.Columns, c.data...), c.text...), bytes)
		c.data, c.text = c.data[:0], c.text[:0]
	}
	t.rows, t.bytes, t.batch = 0, 0, batch
	return t.send(batch)
}

// SnapshotParams of the call `snapshot`.
type SnapshotParams struct {
	PID int `json:"pid"`
	// Holders: also search stacks for the objects that goroutines wait on.
	Holders bool `json:"holders"`
}

// DecodeParams reads the parameters of a call.
func DecodeParams(params Raw, into any) error {
	if err := json.Unmarshal(params, into); err != nil {
		return &Error{Code: CodeBadRequest, Message: "the parameters of the call cannot be read", Detail: err.Error()}
	}
	return nil
}

// Snapshot answers `snapshot`, after its tables came as batches.
type Snapshot struct {
	PID int `json:"pid"`
	// Version as in runtime.Version; Arch as GOARCH.
	Version string `json:"version"`
	Arch    string `json:"arch"`
	// TakenMs is when the reading began, since the epoch.
	TakenMs int64          `json:"takenMs"`
	Counts  SnapshotCounts `json:"counts"`
	// Notes say what is special or missing, one sentence each.
	Notes []string `json:"notes"`
}

// Credit lets a call send so many more batches. A call begins with none.
type Credit struct {
	Type    string `json:"type"`
	ID      int64  `json:"id"`
	Batches int    `json:"batches"`
}

func (Credit) messageType() string { return "credit" }
