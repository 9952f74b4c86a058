// Package pprof writes pprof documents (github.com/google/pprof, proto/profile.proto): what all kinds of them share.
package pprof

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
)

// Message is a protobuf message that grows.
type Message []byte

// Number adds a field that is a number; 0 is left out, as protobuf has it.
func (m *Message) Number(field int, value uint64) {
	if value != 0 {
		*m = binary.AppendUvarint(*m, uint64(field)<<3)
		*m = binary.AppendUvarint(*m, value)
	}
}

// Bytes adds a text or a message.
func (m *Message) Bytes(field int, value []byte) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2)
	*m = binary.AppendUvarint(*m, uint64(len(value)))
	*m = append(*m, value...)
}

// Packed adds a list of numbers.
func (m *Message) Packed(field int, values []uint64) {
	var inner []byte
	for _, value := range values {
		inner = binary.AppendUvarint(inner, value)
	}
	m.Bytes(field, inner)
}

// Function is a row of the document's functions. Start is the line of its declaration, 0 where not known.
type Function struct {
	Name, File string
	Start      int32
}

// Document is a profile that is being written. It gives out the ids of texts and functions; samples, locations and mappings are
// added to Out.
type Document struct {
	Out       Message
	texts     []string
	indexes   map[string]uint64
	functions map[Function]uint64
}

// NewDocument begins one.
func NewDocument() *Document {
	return &Document{texts: []string{""}, indexes: map[string]uint64{"": 0}, functions: map[Function]uint64{}}
}

// Text is the index of a text.
func (d *Document) Text(text string) uint64 {
	index, known := d.indexes[text]
	if !known {
		index = uint64(len(d.texts))
		d.indexes[text] = index
		d.texts = append(d.texts, text)
	}
	return index
}

// Fields of Profile.
const (
	fieldSampleType = 1
	fieldSample     = 2
	fieldLocation   = 4
	fieldFunction   = 5
	fieldText       = 6
	fieldTime       = 9
	fieldDuration   = 10
	fieldPeriodType = 11
	fieldPeriod     = 12
	fieldComment    = 13
	fieldDefault    = 14
)

// SampleType adds one, in their order: `samples`, `count`.
func (d *Document) SampleType(kind, unit string) { d.valueType(fieldSampleType, kind, unit) }

func (d *Document) valueType(field int, kind, unit string) {
	var m Message
	m.Number(1, d.Text(kind))
	m.Number(2, d.Text(unit))
	d.Out.Bytes(field, m)
}

// Function is the id of a function.
func (d *Document) Function(f Function) uint64 {
	id, known := d.functions[f]
	if known {
		return id
	}
	id = uint64(len(d.functions) + 1)
	d.functions[f] = id
	var m Message
	m.Number(1, id)
	m.Number(2, d.Text(f.Name))
	m.Number(3, d.Text(f.Name))
	m.Number(4, d.Text(f.File))
	if f.Start > 0 {
		m.Number(5, uint64(f.Start))
	}
	d.Out.Bytes(fieldFunction, m)
	return id
}

// Line adds a line of a function to a location; 0 where it is not known.
func (d *Document) Line(location *Message, f Function, number int32) {
	var m Message
	m.Number(1, d.Function(f))
	if number > 0 {
		m.Number(2, uint64(number))
	}
	location.Bytes(4, m)
}

// Location adds one.
func (d *Document) Location(location Message) { d.Out.Bytes(fieldLocation, location) }

// Label of a sample.
type Label struct{ Key, Value string }

// Sample adds one: locations leaf first, and a value for each sample type.
func (d *Document) Sample(locations, values []uint64, labels ...Label) {
	var m Message
	m.Packed(1, locations)
	m.Packed(2, values)
	for _, label := range labels {
		var l Message
		l.Number(1, d.Text(label.Key))
		l.Number(2, d.Text(label.Value))
		m.Bytes(3, l)
	}
	d.Out.Bytes(fieldSample, m)
}

// About is what a document says of itself.
type About struct {
	TimeNs, DurationNs int64
	// PeriodKind and PeriodUnit name what Period counts.
	PeriodKind, PeriodUnit string
	Period                 uint64
	// Default is the sample type that is shown first.
	Default  string
	Comments []string
}

// Encode ends the document, compressed as pprof wants it. The same content gives the same bytes.
func (d *Document) Encode(about About) ([]byte, error) {
	d.Out.Number(fieldTime, uint64(about.TimeNs))
	d.Out.Number(fieldDuration, uint64(about.DurationNs))
	d.valueType(fieldPeriodType, about.PeriodKind, about.PeriodUnit)
	d.Out.Number(fieldPeriod, about.Period)
	for _, comment := range about.Comments {
		d.Out.Number(fieldComment, d.Text(comment))
	}
	d.Out.Number(fieldDefault, d.Text(about.Default))
	for _, text := range d.texts {
		d.Out.Bytes(fieldText, []byte(text))
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if _, err := zip.Write(d.Out); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
