// Package snapshot answers the call `snapshot`: it opens a process, reads its goroutines and hands them on as tables.
package snapshot

import (
	"context"
	"errors"
	"fmt"
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
	var held goroutines.Held
	if asked.Holders {
		if held, err = program.Holds(ctx, read); err != nil {
			return nil, endedOr(process, err)
		}
		read.Notes = append(read.Notes, heldNotes(held)...)
	}
	if err := process.Alive(); err != nil {
		// What was read may be of two processes when the pid was given away meanwhile.
		return nil, err
	}
	if err := sendTables(ctx, read, held, send); err != nil {
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

func sendTables(ctx context.Context, s *goroutines.Snapshot, held goroutines.Held, send func(wire.Batch) error) error {
	t := NewTables(send)
	for _, step := range []func() error{
		func() error { return t.Dictionaries(s) },
		func() error { return t.waits(s) },
		func() error { return t.goroutines(s) },
		func() error { return t.holds(held) },
		t.Flush,
	} {
		if err := errors.Join(ctx.Err(), step()); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tables) waits(s *goroutines.Snapshot) error {
	objects := wire.NewTable("objects", t.send, "address", "u64", "kind", "u8", "flags", "u8", "value", "f64", "capacity", "f64",
		"elementBytes", "u32", "type", "u32")
	for i := range s.Objects {
		o := &s.Objects[i]
		objects.U64(o.Addr).U8(o.Kind).U8(o.Flags).F64(o.Value).F64(o.Capacity).U32(uint32(o.ElemSize)).U32(t.Type(o))
		if err := objects.End(); err != nil {
			return err
		}
	}
	waits := wire.NewTable("waits", t.send, "goroutine", "u32", "object", "u32", "direction", "u8", "select", "u8")
	for _, w := range s.Waits {
		if err := waits.U32(uint32(w.Goroutine)).U32(uint32(w.Object)).U8(w.Direction).U8(flag(w.Select, 1)).End(); err != nil {
			return err
		}
	}
	return errors.Join(objects.Flush(), waits.Flush())
}

func (t *Tables) holds(held goroutines.Held) error {
	table := wire.NewTable("holds", t.send, "object", "u32", "goroutine", "u32", "frame", "i32")
	for _, hold := range held.Holds {
		if err := table.U32(uint32(hold.Object)).U32(uint32(hold.Goroutine)).I32(hold.Frame).End(); err != nil {
			return err
		}
	}
	return table.Flush()
}

// heldNotes say what a search for holders left out.
func heldNotes(held goroutines.Held) []string {
	var notes []string
	if held.Unread > 0 {
		notes = append(notes, fmt.Sprintf("Goroutines whose stacks were not searched for what others wait on: %d.", held.Unread))
	}
	if held.Cut {
		notes = append(notes, "There are more guesses at who could release what others wait on than are kept.")
	}
	return notes
}

func (t *Tables) goroutines(s *goroutines.Snapshot) error {
	table := wire.NewTable("goroutines", t.send, GoroutineColumns...)
	for i := range s.Goroutines {
		t.Goroutine(table, &s.Goroutines[i])
		if err := table.End(); err != nil {
			return err
		}
	}
	return table.Flush()
}
