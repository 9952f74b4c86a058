package main

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/exp/trace"
)

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// id is the number of a goroutine, 0 = none.
func id(g trace.GoID) int64 {
	if g == trace.NoGoroutine {
		return 0
	}
	return int64(g)
}

// events of the wire format by their textual names, in the order of their numbers from 1 (49 is the experimental batch, which no
// textual trace has). The arguments are read from the text, where they stand in the order of the wire.
var events = numbers(1, `EventBatch Stacks Stack Strings String CPUSamples CPUSample Frequency ProcsChange ProcStart ProcStop ProcSteal
	ProcStatus GoCreate GoCreateSyscall GoStart GoDestroy GoDestroySyscall GoStop GoBlock GoUnblock GoSyscallBegin GoSyscallEnd
	GoSyscallEndBlocked GoStatus STWBegin STWEnd GCActive GCBegin GCEnd GCSweepActive GCSweepBegin GCSweepEnd GCMarkAssistActive
	GCMarkAssistBegin GCMarkAssistEnd HeapAlloc HeapGoal GoLabel UserTaskBegin UserTaskEnd UserRegionBegin UserRegionEnd UserLog
	GoSwitch GoSwitchDestroy GoCreateBlocked GoStatusStack ExperimentalBatch Sync ClockSnapshot EndOfGeneration`)

func numbers(from byte, names string) map[string]byte {
	all := map[string]byte{}
	for i, name := range strings.Fields(names) {
		all[name] = from + byte(i)
	}
	return all
}

var (
	header   = regexp.MustCompile(`^Trace Go1\.(\d+)$`)
	argument = regexp.MustCompile(`(\w+)=(\d+)`)
	fuzzed   = regexp.MustCompile(`^go test fuzz v1\n\[\]byte\((".*")\)`)
	files    = regexp.MustCompile(`(?m)^-- (\w+) --\n`)
)

// later is added to all ticks: those of the tests begin at 0, which no clock says, and which the reader moves to 1 ns.
const later = 1 << 20

// encode turns a test of x/exp/trace (a txtar archive of `expect` and `trace`) into a trace, and an entry of its fuzz corpus into the
// bytes that it stands for.
func encode(archive string) (expect string, wire []byte, err error) {
	if m := fuzzed.FindStringSubmatch(archive); m != nil {
		data, err := strconv.Unquote(m[1])
		return "ANYTHING", []byte(data), err
	}
	parts := map[string]string{}
	marks := files.FindAllStringSubmatchIndex(archive, -1)
	for i, m := range marks {
		end := len(archive)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		parts[archive[m[2]:m[3]]] = archive[m[1]:end]
	}
	if parts["trace"] == "" {
		return "", nil, fmt.Errorf("no file `trace` in the archive")
	}
	for at, line := range strings.Split(parts["trace"], "\n") {
		if i := strings.IndexByte(line, '#'); i >= 0 && !strings.Contains(line, "data=") {
			line = line[:i]
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if wire, err = appendLine(wire, line); err != nil {
			return "", nil, fmt.Errorf("line %d of the trace: %w", at+1, err)
		}
	}
	return parts["expect"], wire, nil
}

func appendLine(wire []byte, line string) ([]byte, error) {
	if wire == nil {
		m := header.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("not a header: %q", line)
		}
		return fmt.Appendf(nil, "go 1.%s trace\x00\x00\x00", m[1]), nil
	}
	if quoted, ok := strings.CutPrefix(line, "data="); ok {
		data, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("data %s: %w", quoted, err)
		}
		wire = binary.AppendUvarint(wire, uint64(len(data)))
		return append(wire, data...), nil
	}
	name, rest, _ := strings.Cut(line, " ")
	if !strings.Contains(name, "=") { // the frames of a stack are lines of arguments only
		number, ok := events[name]
		if !ok {
			return nil, fmt.Errorf("no event %q", name)
		}
		wire = append(wire, number)
		line = rest
	}
	for _, m := range argument.FindAllStringSubmatch(line, -1) {
		value, err := strconv.ParseUint(m[2], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("argument %s: %w", m[0], err)
		}
		if m[1] == "time" {
			value += later
		}
		wire = binary.AppendUvarint(wire, value)
	}
	return wire, nil
}
