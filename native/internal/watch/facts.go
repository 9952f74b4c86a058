package watch

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"parkscope/native/internal/target"
	"parkscope/native/internal/wire"
)

// facts say which process it is and what of it cannot be read (`missing`, as often as there is something).
type facts struct{ rows [][2]string }

func (f *facts) add(key, value string) { f.rows = append(f.rows, [2]string{key, value}) }

func (f *facts) send(send func(wire.Batch) error) error {
	table := wire.NewTable("facts", send, "key", "text", "value", "text")
	for _, row := range f.rows {
		if err := table.Text(row[0]).Text(row[1]).End(); err != nil {
			return err
		}
	}
	return table.Flush()
}

// addBuild says what was built, and of which state of its source.
func (f *facts) addBuild(build *wire.GoBuild) {
	f.add("module", build.Module)
	f.add("moduleVersion", build.ModuleVersion)
	f.add("revision", build.Revision)
	if build.Dirty != nil {
		f.add("dirty", strconv.FormatBool(*build.Dirty))
	}
}

// factsOf says what the system and the executable tell.
func factsOf(pid int) (*facts, error) {
	machine, err := target.ReadMachine()
	if err != nil {
		return nil, err
	}
	process, alive := target.NewLister().Look(pid, machine)
	if !alive {
		return nil, &wire.Error{Code: wire.CodeGone, Message: fmt.Sprintf("there is no process %d", pid), Hint: "list the processes again"}
	}
	f := &facts{}
	f.add("pid", strconv.Itoa(pid))
	f.add("startMs", strconv.FormatInt(process.StartMs, 10))
	f.add("os", runtime.GOOS)
	f.add("name", process.Name)
	f.add("command", process.Command)
	f.add("executable", process.Executable)
	if build := process.Go; build != nil {
		f.add("goVersion", build.Version)
		f.addBuild(build)
	}
	host, err := os.Hostname()
	f.add("host", host)
	f.add("sampler", strings.Join([]string{"protocol", strconv.Itoa(wire.ProtocolMajor) + "." + strconv.Itoa(wire.ProtocolMinor), runtime.Version()}, " "))
	return f, err
}
