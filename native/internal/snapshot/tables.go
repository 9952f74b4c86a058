package snapshot

import (
	"errors"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/wire"
)

// NoText is the row of `texts` of what has none.
const NoText = 0xFFFFFFFF

// Flags of a goroutine.
const (
	flagLeaked = 1 << iota
	flagLocked
	flagSystem
)

// Tables sends the dictionaries that goroutines refer to by row: texts, frames, stacks and labels. They only grow: each call of
// Dictionaries sends what came since the one before.
type Tables struct {
	send    func(wire.Batch) error
	texts   *wire.Table
	indexes map[string]uint32
	// state and start are those of the last goroutine: many beside each other have the same.
	state, start lastText
	// err is the first failure to send texts.
	err error
	// frames, stacks and labels are how many were sent.
	frames, stacks, labels int
}

// NewTables begins empty dictionaries.
func NewTables(send func(wire.Batch) error) *Tables {
	return &Tables{send: send, texts: wire.NewTable("texts", send, "text", "text"), indexes: map[string]uint32{}}
}

// Text is the row of a text, which is sent with the next Flush at the latest.
func (t *Tables) Text(text string) uint32 {
	if index, known := t.indexes[text]; known {
		return index
	}
	index := uint32(len(t.indexes))
	t.indexes[text] = index
	if t.err == nil {
		t.err = t.texts.Text(text).End()
	}
	return index
}

// lastText is a text and its row.
type lastText struct {
	text  string
	row   uint32
	known bool
}

// again is Text for what is mostly the same as last time.
func (t *Tables) again(last *lastText, text string) uint32 {
	if !last.known || last.text != text {
		*last = lastText{text, t.Text(text), true}
	}
	return last.row
}

// Flush sends the texts that were not sent yet. It fails when any text could not be sent.
func (t *Tables) Flush() error {
	if t.err != nil {
		return t.err
	}
	return t.texts.Flush()
}

// Dictionaries sends the frames, stacks and labels that are new.
func (t *Tables) Dictionaries(s *goroutines.Snapshot) error {
	return errors.Join(t.newFrames(s), t.newStacks(s), t.newLabels(s))
}

func (t *Tables) newFrames(s *goroutines.Snapshot) error {
	table := wire.NewTable("frames", t.send, "function", "u32", "file", "u32", "line", "i32", "offset", "u32", "inlined", "u8")
	for _, f := range s.Frames[t.frames:] {
		// An offset is within one function, which is smaller than 4 GiB.
		table.U32(t.Text(f.Function)).U32(t.Text(f.File)).I32(f.Line).U32(uint32(f.Offset)).U8(flag(f.Inlined, 1))
		if err := table.End(); err != nil {
			return err
		}
	}
	t.frames = len(s.Frames)
	return table.Flush()
}

func (t *Tables) newStacks(s *goroutines.Snapshot) error {
	stacks := wire.NewTable("stacks", t.send, "frames", "u32", "before", "u32", "elided", "f64")
	calls := wire.NewTable("calls", t.send, "frame", "u32")
	for _, stack := range s.Stacks[t.stacks:] {
		if err := stacks.U32(uint32(len(stack.Frames))).U32(uint32(stack.Before)).F64(float64(stack.Elided)).End(); err != nil {
			return err
		}
		for _, frame := range stack.Frames {
			if err := calls.U32(uint32(frame)).End(); err != nil {
				return err
			}
		}
	}
	t.stacks = len(s.Stacks)
	return errors.Join(stacks.Flush(), calls.Flush())
}

func (t *Tables) newLabels(s *goroutines.Snapshot) error {
	table := wire.NewTable("labels", t.send, "set", "u32", "key", "u32", "value", "u32")
	for i, labels := range s.Labels[t.labels:] {
		for _, label := range labels {
			if err := table.U32(uint32(t.labels + i)).U32(t.Text(label.Key)).U32(t.Text(label.Value)).End(); err != nil {
				return err
			}
		}
	}
	t.labels = len(s.Labels)
	return table.Flush()
}

// GoroutineColumns are the columns that Goroutine writes.
var GoroutineColumns = []string{
	"id", "f64", "parent", "f64", "state", "u32", "flags", "u8", "missing", "u8",
	"waitNs", "f64", "stack", "i32", "creator", "i32", "start", "u32", "labels", "i32",
}

// Goroutine writes the values of one goroutine; the row is not ended.
func (t *Tables) Goroutine(into *wire.Table, g *goroutines.Goroutine) {
	flags := flag(g.Leaked, flagLeaked) | flag(g.LockedToThread, flagLocked) | flag(g.System, flagSystem)
	// Ids count up from 1, so they are exact as numbers of JavaScript.
	into.F64(float64(g.ID)).F64(float64(g.Parent)).U32(t.again(&t.state, g.State)).U8(flags).U8(g.Missing).F64(float64(g.WaitNs))
	into.I32(int32(g.Stack)).I32(g.Creator).U32(t.again(&t.start, g.Start)).I32(int32(g.Labels))
}

// Type is the row of the text of an object's type.
func (t *Tables) Type(o *goroutines.Object) uint32 {
	if o.Type == "" {
		return NoText
	}
	return t.Text(o.Type)
}

func flag(is bool, bit uint8) uint8 {
	if is {
		return bit
	}
	return 0
}
