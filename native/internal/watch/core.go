package watch

import (
	"context"
	"debug/buildinfo"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"

	"parkscope/native/internal/goroutines"
	"parkscope/native/internal/target"
	"parkscope/native/internal/target/core"
	"parkscope/native/internal/wire"
)

// TakeCore is the session's Stream for `coreMoment`: a core file as a process of which there is one moment.
func TakeCore(ctx context.Context, params wire.Raw, send func(wire.Batch) error) (answer any, err error) {
	var asked wire.CoreParams
	if err := wire.DecodeParams(params, &asked); err != nil {
		return nil, err
	}
	file, err := core.Open(asked.Core, asked.Executable)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	program, err := goroutines.Attach(file)
	if err != nil {
		return nil, file.Because(err)
	}
	facts := coreFacts(file, program, asked)
	if err := facts.send(send); err != nil {
		return nil, err
	}
	series := program.Series()
	read, err := series.Next(ctx, file.Nanotime)
	if err != nil {
		return nil, file.Because(err)
	}
	row := momentRow{at: file.Written(), searched: true}
	if row.held, _, err = series.Holds(ctx); err != nil {
		return nil, file.Because(err)
	}
	if err := newTables(send).moment(read, row, func() float64 { return 0 }); err != nil {
		return nil, err
	}
	return wire.Watch{PID: file.PID(), Ended: true, Reason: "it is a core file, of one moment", Moments: 1, Notes: file.Notes()}, nil
}

func coreFacts(file *core.File, program *goroutines.Program, asked wire.CoreParams) *facts {
	f := &facts{}
	f.add("pid", strconv.Itoa(file.PID()))
	f.add("os", runtime.GOOS)
	f.add("core", filepath.Base(asked.Core))
	f.add("coreBytes", strconv.FormatUint(file.Size(), 10))
	f.add("coreWrittenMs", strconv.FormatInt(file.Written().UnixMilli(), 10))
	f.add("threads", strconv.Itoa(len(file.Threads())))
	f.add("command", file.Command())
	f.add("name", filepath.Base(asked.Executable))
	f.add("executable", asked.Executable)
	f.add("goVersion", program.Version)
	f.add("arch", program.Arch)
	if build, err := buildinfo.Read(file.Executable()); err == nil {
		f.addBuild(target.Build(build))
	}
	for _, note := range file.Notes() {
		f.add("missing", note)
	}
	f.add("missing", "How long goroutines have waited: a core file does not say what time it was to the program.")
	return f
}
