package reach

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"parkscope/native/internal/target"
	"parkscope/native/internal/target/stop"
	"parkscope/native/internal/wire"
)

// between two passes: whoever is about to be woken has been by then.
const between = 20 * time.Millisecond

// maxStopMs is the longest stop that may be asked for.
const maxStopMs = 60_000

// workers read at once; more than two wait for the same locks of the kernel.
const workers = 2

// Take is the session's Stream for `reach`.
func Take(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (answer any, err error) {
	var asked wire.ReachParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if asked.PID <= 0 || asked.LimitBytes < 0 || asked.MaxStopMs < 0 || asked.MaxStopMs > maxStopMs {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: "what goroutines can reach needs the pid of a process"}
	}
	if len(asked.Explain) > MaxExplained {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("ways are told of %d goroutines at most", MaxExplained)}
	}
	took := time.Now()
	open := make([]target.Process, 0, workers)
	defer func() {
		for _, process := range open {
			err = errors.Join(err, process.Close())
		}
	}()
	for range workers {
		process, err := target.Open(asked.PID)
		if err != nil {
			return nil, err
		}
		open = append(open, process)
	}
	program, result, err := look(ctx, open, asked, send)
	if program != nil {
		err = errors.Join(err, program.buffers.free())
		debug.FreeOSMemory() // the copies are as large as the program's heap
	}
	// What was read may be of two processes when the pid was given away meanwhile.
	for _, process := range open {
		if ended := process.Alive(); ended != nil {
			return nil, ended
		}
	}
	if err != nil {
		return nil, err
	}
	if err := errors.Join(sendGroups(result.Groups, send), sendWays(result.Ways, send)); err != nil {
		return nil, err
	}
	return wire.Reach{
		PID: asked.PID, Version: program.Version, Arch: program.Arch, TakenMs: took.UnixMilli(), Grade: result.Grade, Unproven: result.Unproven,
		Scanned: result.Scanned, Notes: result.Notes,
	}, nil
}

func look(ctx context.Context, open []target.Process, asked wire.ReachParams, send func(wire.Batch) error) (*Program, *Result, error) {
	program, err := Attach(open[0], open[1])
	if err != nil {
		return nil, nil, err
	}
	options := Options{
		Limit: uint64(asked.LimitBytes), Between: between, MaxStop: time.Duration(asked.MaxStopMs) * time.Millisecond, Explain: asked.Explain,
		Progress: sendProgress(send),
	}
	if !asked.Prove {
		result, err := program.Look(ctx, options)
		return program, result, err
	}
	options.Foreign = foreign(asked.PID)
	result, err := program.Prove(ctx, options, func(budget time.Duration) (*stop.Held, error) { return stop.Hold(asked.PID, budget) })
	return program, result, err
}

// sendProgress sends each report by itself, as soon as it comes.
func sendProgress(send func(wire.Batch) error) func(Progress) error {
	table := wire.NewTable("progress", send, "phase", "u8", "pass", "u8", "passes", "u8", "done", "f64", "total", "f64")
	return func(at Progress) error {
		if err := table.Row(at.Phase, uint8(at.Pass), uint8(at.Passes), float64(at.Done), float64(at.Total)); err != nil {
			return err
		}
		return table.Flush()
	}
}

// sendGroups sends what was found as tables. They refer to each other by row.
func sendGroups(groups []Group, send func(wire.Batch) error) error {
	table := wire.NewTable("groups", send, "reasons", "text", "retainedObjects", "f64", "retainedBytes", "f64", "stackBytes", "f64")
	verdicts := wire.NewTable("verdicts", send, "goroutine", "f64", "group", "u32")
	objects := wire.NewTable("objects", send, "group", "u32", "address", "u64", "kind", "u8")
	for i, g := range groups {
		row := uint32(i)
		// Reasons have no commas of their own.
		if err := table.Row(strings.Join(g.Reasons, ", "), float64(g.RetainedObjects), float64(g.RetainedBytes), float64(g.StackBytes)); err != nil {
			return err
		}
		for _, id := range g.Goroutines {
			if err := verdicts.Row(float64(id), row); err != nil {
				return err
			}
		}
		for _, o := range g.Objects {
			if err := objects.Row(row, o.Addr, o.Kind); err != nil {
				return err
			}
		}
	}
	return errors.Join(table.Flush(), verdicts.Flush(), objects.Flush())
}

// sendWays sends each way and, in their order, its steps.
func sendWays(found []Way, send func(wire.Batch) error) error {
	ways := wire.NewTable("ways", send, "goroutine", "f64", "steps", "u32", "why", "text")
	steps := wire.NewTable("steps", send, "kind", "u8", "address", "u64", "bytes", "f64", "goroutine", "f64", "name", "text")
	for _, way := range found {
		if err := ways.Row(float64(way.Goroutine), uint32(len(way.Steps)), way.Why); err != nil {
			return err
		}
		for _, s := range way.Steps {
			if err := steps.Row(s.Kind, s.Addr, float64(s.Bytes), float64(s.Goroutine), s.Name); err != nil {
				return err
			}
		}
	}
	return errors.Join(ways.Flush(), steps.Flush())
}

// foreign reads where the memory of a process is, and which of its pages are there.
func foreign(pid int) *Foreign {
	proc := "/proc/" + strconv.Itoa(pid) + "/"
	return &Foreign{
		Mappings: func() ([]byte, error) { return os.ReadFile(proc + "maps") },
		Present: func(addr uint64, count int) (present []bool, err error) {
			file, err := os.Open(proc + "pagemap")
			if err != nil {
				return nil, err
			}
			defer func() { err = errors.Join(err, file.Close()) }()
			raw := make([]byte, 8*count)
			if _, err := file.ReadAt(raw, int64(addr/pageBytes*8)); err != nil {
				return nil, err
			}
			return decodePresent(raw), nil
		},
	}
}
