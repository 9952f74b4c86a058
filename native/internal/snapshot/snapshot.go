// Package snapshot answers the call `snapshot`: it opens a process, reads its goroutines and hands them on as tables.
package snapshot

import (
	"context"
	"errors"
	"time"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
	"parkscope/native/internal/wire"
)

// Take is the session's Stream for `snapshot`. Tables refer to each other by row, and to `texts` for every text.
func Take(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (answer any, err error) {
	var asked wire.SnapshotParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if asked.PID <= 0 {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: "a snapshot needs the pid of a process"}
	}
	took := time.Now()
	process, err := target.Open(asked.PID)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, process.Close()) }()
	program, err := goroutines.Attach(process)
	if err != nil {
		return nil, endedOr(process, err)
	}
	read, err := program.Snapshot(ctx, process.Nanotime)
	if err != nil {
		return nil, endedOr(process, err)
	}
	if err := process.Alive(); err != nil {
		// What was read may be of two processes when the pid was given away meanwhile.
		return nil, err
	}
	if err := sendTables(ctx, read, send); err != nil {
		return nil, err
	}
	return wire.Snapshot{
		PID: asked.PID, Version: program.Version, Arch: program.Arch, TakenMs: took.UnixMilli(), Counts: read.Counts, Notes: read.Notes,
	}, nil
}

// endedOr prefers the end of the process as the reason of any failure: what is read of one that ends makes no sense.
func endedOr(process target.Process, err error) error {
	if ended := process.Alive(); ended != nil {
		return ended
	}
	return err
}

// Flags of a goroutine.
const (
	flagLeaked = 1 << iota
	flagLocked
	flagSystem
)

// tables are those of one snapshot, in the order in which they are sent.
type tables struct {
	texts   *wire.Table
	indexes map[string]uint32
}

func (t *tables) text(text string) (uint32, error) {
	if index, known := t.indexes[text]; known {
		return index, nil
	}
	index := uint32(len(t.indexes))
	t.indexes[text] = index
	return index, t.texts.Row(text)
}

func sendTables(ctx context.Context, s *goroutines.Snapshot, send func(wire.Batch) error) error {
	t := &tables{texts: wire.NewTable("texts", send, "text", "text"), indexes: map[string]uint32{}}
	steps := []func() error{
		func() error { return t.frames(s, send) },
		func() error { return t.stacks(s, send) },
		func() error { return t.labels(s, send) },
		func() error { return t.waits(s, send) },
		func() error { return t.goroutines(s, send) },
		func() error { return t.texts.Flush() },
	}
	for _, step := range steps {
		if err := errors.Join(ctx.Err(), step()); err != nil {
			return err
		}
	}
	return nil
}

func (t *tables) frames(s *goroutines.Snapshot, send func(wire.Batch) error) error {
	table := wire.NewTable("frames", send, "function", "u32", "file", "u32", "line", "i32", "offset", "u32", "inlined", "u8")
	for _, f := range s.Frames {
		function, err := t.text(f.Function)
		file, fileErr := t.text(f.File)
		if err := errors.Join(err, fileErr); err != nil {
			return err
		}
		// An offset is within one function, which is smaller than 4 GiB.
		if err := table.Row(function, file, f.Line, uint32(f.Offset), flag(f.Inlined, 1)); err != nil {
			return err
		}
	}
	return table.Flush()
}

func (t *tables) stacks(s *goroutines.Snapshot, send func(wire.Batch) error) error {
	stacks := wire.NewTable("stacks", send, "frames", "u32", "before", "u32", "elided", "f64")
	for _, stack := range s.Stacks {
		if err := stacks.Row(uint32(len(stack.Frames)), uint32(stack.Before), float64(stack.Elided)); err != nil {
			return err
		}
	}
	calls := wire.NewTable("calls", send, "frame", "u32")
	for _, stack := range s.Stacks {
		for _, frame := range stack.Frames {
			if err := calls.Row(uint32(frame)); err != nil {
				return err
			}
		}
	}
	return errors.Join(stacks.Flush(), calls.Flush())
}

func (t *tables) labels(s *goroutines.Snapshot, send func(wire.Batch) error) error {
	table := wire.NewTable("labels", send, "set", "u32", "key", "u32", "value", "u32")
	for set, labels := range s.Labels {
		for _, label := range labels {
			key, err := t.text(label.Key)
			value, valueErr := t.text(label.Value)
			if err := errors.Join(err, valueErr, table.Row(uint32(set), key, value)); err != nil {
				return err
			}
		}
	}
	return table.Flush()
}

func (t *tables) waits(s *goroutines.Snapshot, send func(wire.Batch) error) error {
	objects := wire.NewTable("objects", send, "address", "u64", "kind", "u8", "length", "f64", "capacity", "f64", "elementBytes", "u32", "closed", "u8", "timer", "u8")
	for _, o := range s.Objects {
		err := objects.Row(o.Addr, o.Kind, float64(o.Len), float64(o.Cap), uint32(o.ElemSize), flag(o.Closed, 1), flag(o.Timer, 1))
		if err != nil {
			return err
		}
	}
	waits := wire.NewTable("waits", send, "goroutine", "u32", "object", "u32", "direction", "u8", "select", "u8")
	for _, w := range s.Waits {
		if err := waits.Row(uint32(w.Goroutine), uint32(w.Object), w.Direction, flag(w.Select, 1)); err != nil {
			return err
		}
	}
	return errors.Join(objects.Flush(), waits.Flush())
}

func (t *tables) goroutines(s *goroutines.Snapshot, send func(wire.Batch) error) error {
	table := wire.NewTable("goroutines", send, "id", "f64", "parent", "f64", "state", "u32", "flags", "u8", "missing", "u8",
		"waitNs", "f64", "stack", "i32", "creator", "i32", "start", "u32", "labels", "i32")
	for _, g := range s.Goroutines {
		state, err := t.text(g.State)
		start, startErr := t.text(g.Start)
		if err := errors.Join(err, startErr); err != nil {
			return err
		}
		flags := flag(g.Leaked, flagLeaked) | flag(g.LockedToThread, flagLocked) | flag(g.System, flagSystem)
		// Ids count up from 1, so they are exact as numbers of JavaScript.
		err = table.Row(float64(g.ID), float64(g.Parent), state, flags, g.Missing, float64(g.WaitNs),
			int32(g.Stack), g.Creator, start, int32(g.Labels))
		if err != nil {
			return err
		}
	}
	return table.Flush()
}

func flag(is bool, bit uint8) uint8 {
	if is {
		return bit
	}
	return 0
}
