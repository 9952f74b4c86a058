package watch

import (
	"errors"
	"time"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/snapshot"
	"parkscope/native/internal/wire"
)

// tables sends moments: what is new in the dictionaries, what changed of goroutines and objects, then one row that closes it.
type tables struct {
	*snapshot.Tables
	send                                             func(wire.Batch) error
	goroutines, waits, gone, changed, holds, moments *wire.Table
}

func newTables(send func(wire.Batch) error) *tables {
	return &tables{
		Tables: snapshot.NewTables(send), send: send,
		goroutines: wire.NewTable("goroutines", send, append(append([]string{}, snapshot.GoroutineColumns...), "sinceMs", "f64")...),
		waits:      wire.NewTable("waits", send, "goroutine", "f64", "object", "u32", "direction", "u8", "select", "u8"),
		gone:       wire.NewTable("gone", send, "id", "f64"),
		changed: wire.NewTable("objects", send, "object", "u32", "address", "u64", "kind", "u8", "flags", "u8", "value", "f64",
			"capacity", "f64", "elementBytes", "u32", "type", "u32"),
		holds:   wire.NewTable("holds", send, "object", "u32", "goroutine", "f64", "frame", "i32"),
		moments: numbers("moments", send, momentColumns),
	}
}

// numbers is a table of which all columns are f64.
func numbers(name string, send func(wire.Batch) error, columns []string) *wire.Table {
	typed := make([]string, 0, 2*len(columns))
	for _, column := range columns {
		typed = append(typed, column, "f64")
	}
	return wire.NewTable(name, send, typed...)
}

var momentColumns = []string{
	"moment", "atMs", "spanNs", "goroutines", "dead", "running", "read", "kept", "retried", "moved", "torn", "disagree", "labelsUnread",
	"waitsLost", "bytes", "costNs", "lateNs", "dropped", "everyMs", "limited", "holdsRead", "pauseNs",
}

// momentRow is what a moment's reading does not tell of itself.
type momentRow struct {
	number  int64
	at      time.Time
	late    time.Duration
	missed  float64
	everyMs int64
	limited bool
	// held are guesses at who could release what others wait for; searched says that they were looked for.
	held     []goroutines.HeldBy
	searched bool
}

// moment sends all of one. cost is asked last: encoding counts.
func (t *tables) moment(m *goroutines.Moment, row momentRow, cost func() float64) error {
	for _, step := range []func() error{
		func() error { return t.Dictionaries(m.Snapshot) },
		func() error { return t.sendGoroutines(m) },
		func() error { return t.sendObjects(m) },
		func() error { return t.sendHolds(row.held) },
		t.Flush,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	c := m.Counts
	for _, value := range []float64{
		float64(row.number), milliseconds(row.at), float64(c.SpanNs), float64(c.Goroutines), float64(c.Dead), float64(c.Running),
		float64(m.Read), float64(m.Kept), float64(c.Retried), float64(c.Moved), float64(c.Torn), float64(c.Disagree),
		float64(c.LabelsUnread), float64(c.WaitsLost), float64(m.Bytes), cost(), float64(row.late), row.missed, float64(row.everyMs),
		bit(row.limited), bit(row.searched), 0,
	} {
		t.moments.F64(value)
	}
	return errors.Join(t.moments.End(), t.moments.Flush())
}

func (t *tables) sendGoroutines(m *goroutines.Moment) error {
	for i := range m.Goroutines {
		t.Goroutine(t.goroutines, &m.Goroutines[i])
		if err := t.goroutines.F64(m.Goroutines[i].SinceMs).End(); err != nil {
			return err
		}
	}
	for _, id := range m.Gone {
		if err := t.gone.F64(float64(id)).End(); err != nil {
			return err
		}
	}
	return errors.Join(t.goroutines.Flush(), t.gone.Flush())
}

// sendObjects sends those that are new or changed, and the waits of the goroutines of this moment.
func (t *tables) sendObjects(m *goroutines.Moment) error {
	for i := range m.Objects {
		o := &m.Objects[i]
		t.changed.U32(m.Numbers[i]).U64(o.Addr).U8(o.Kind).U8(o.Flags).F64(o.Value).F64(o.Capacity).U32(uint32(o.ElemSize)).U32(t.Type(o))
		if err := t.changed.End(); err != nil {
			return err
		}
	}
	for _, w := range m.Waits {
		id := m.Goroutines[w.Goroutine].ID
		if err := t.waits.F64(float64(id)).U32(uint32(w.Object)).U8(w.Direction).U8(uint8(bit(w.Select))).End(); err != nil {
			return err
		}
	}
	return errors.Join(t.changed.Flush(), t.waits.Flush())
}

func (t *tables) sendHolds(held []goroutines.HeldBy) error {
	for _, hold := range held {
		if err := t.holds.U32(hold.Object).F64(float64(hold.Goroutine)).I32(hold.Frame).End(); err != nil {
			return err
		}
	}
	return t.holds.Flush()
}

func bit(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func milliseconds(at time.Time) float64 { return float64(at.UnixMicro()) / 1e3 }
