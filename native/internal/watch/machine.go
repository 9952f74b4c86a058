package watch

import (
	"bytes"
	"fmt"
	"os"
	"strconv"

	"parkscope/native/internal/target/kernel"
)

// machineTimes are what all processors did since the system started, in ticks.
type machineTimes struct{ busy, all float64 }

// readMachineTimes reads their beginning: the rest of the file is about each processor and interrupt.
func (s *scale) readMachineTimes() (machineTimes, error) {
	text, err := readStart(&s.machine, "/proc/stat")
	if err != nil {
		return machineTimes{}, err
	}
	return parseMachineTimes(text)
}

// readStart reads the first bytes of a file, which is kept open.
func readStart(kept **kernel.File, name string) (text []byte, err error) {
	if *kept == nil {
		if *kept, err = kernel.OpenFile(name); err != nil {
			return nil, err
		}
	}
	const enough = 256
	text = make([]byte, enough)
	n, err := (*kept).Read(text)
	return text[:n], err
}

// parseMachineTimes reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)).
func parseMachineTimes(text []byte) (machineTimes, error) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 5 || string(fields[0]) != "cpu" {
		return machineTimes{}, fmt.Errorf("/proc/stat: %q", line)
	}
	var times machineTimes
	for i, field := range fields[1:min(len(fields), 9)] {
		ticks, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return machineTimes{}, fmt.Errorf("/proc/stat: %w", err)
		}
		times.all += ticks
		if i != 3 && i != 4 {
			times.busy += ticks
		}
	}
	return times, nil
}

// busySince is the share of all processors that was in use.
func (m machineTimes) busySince(before machineTimes) float64 {
	if m.all <= before.all {
		return 0
	}
	return min(1, max(0, (m.busy-before.busy)/(m.all-before.all)))
}

// ownRSS is the resident memory of the sampler in bytes.
func (s *scale) ownRSS() (float64, error) {
	text, err := readStart(&s.own, "/proc/self/statm")
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0, fmt.Errorf("/proc/self/statm: %q", text)
	}
	pages, err := strconv.ParseFloat(string(fields[1]), 64)
	return pages * float64(os.Getpagesize()), err
}
