package reach

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"parkscope/native/internal/target/core"
	"parkscope/native/internal/wire"
)

// TakeCore is the session's Stream for `coreReach`: what `reach` tells, of a core file.
func TakeCore(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (answer any, err error) {
	var asked wire.CoreParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	if len(asked.Explain) > MaxExplained {
		return nil, &wire.Error{Code: wire.CodeBadRequest, Message: fmt.Sprintf("ways are told of %d goroutines at most", MaxExplained)}
	}
	file, err := core.Open(asked.Core, asked.Executable)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	program, err := Attach(file, file.Fork())
	if err != nil {
		return nil, file.Because(err)
	}
	result, err := program.still(ctx, file, asked.Explain, sendProgress(send))
	err = errors.Join(err, program.buffers.free())
	debug.FreeOSMemory()
	if err != nil {
		return nil, file.Because(err)
	}
	if err := errors.Join(sendGroups(result.Groups, send), sendWays(result.Ways, send)); err != nil {
		return nil, err
	}
	return wire.Reach{
		PID: file.PID(), Version: program.Version, Arch: program.Arch, TakenMs: file.Written().UnixMilli(), Grade: result.Grade,
		Unproven: result.Unproven, Scanned: result.Scanned, Notes: append(result.Notes, file.Notes()...),
	}, nil
}

func (p *Program) still(ctx context.Context, file *core.File, explain []uint64, progress func(Progress) error) (*Result, error) {
	unproven := file.Unproven()
	if unproven == "" && p.vars.cgo && file.Partial() {
		unproven = "It ran C code, and not all of the memory that C may hold pointers in is in the core file."
	}
	// No more than the file can hold: a damaged one may claim anything.
	options := Options{Limit: min(DefaultLimit, 2*file.Size()+64<<20), Explain: explain, Progress: progress, Foreign: &Foreign{Mappings: file.Mappings, Present: file.Present}}
	result, err := p.Still(ctx, options, file.Threads(), unproven)
	if err == nil && file.Holed() {
		result.Groups = nil
	}
	return result, err
}
