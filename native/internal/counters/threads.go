package counters

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"time"
)

// maxThreads are read; a process with more has its first ones counted and a note.
const maxThreads = 10_000

// threads adds up what the kernel counts for each thread: two files each, so at the pace that half a hundredth of a processor allows.
// What an ended thread had stays in the sums, but for what it did after the last reading.
type threads struct {
	proc string
	pace pace
	last map[int]perThread
	sums perThread
	// many: there are more than maxThreads.
	many bool
}

// perThread are numbers that only grow.
type perThread struct{ voluntary, involuntary, waitNs uint64 }

func newThreads(proc string) *threads {
	return &threads{proc: proc, pace: pace{least: 90 * time.Millisecond}}
}

func (t *threads) columns() []string {
	return []string{"voluntarySwitches", "involuntarySwitches", "runQueueNs"}
}

func (t *threads) notes() []string {
	if t.many {
		return []string{"Context switches are those of the first " + strconv.Itoa(maxThreads) + " threads."}
	}
	return nil
}

func (t *threads) read(now time.Time, row []float64) ([]float64, error) {
	if !t.pace.due(now) {
		return unknowns(row, 3), nil
	}
	entries, err := os.ReadDir(t.proc + "/task")
	if err != nil {
		return row, errEnded
	}
	if t.many = len(entries) > maxThreads; t.many {
		entries = entries[:maxThreads]
	}
	current := make(map[int]perThread, len(entries))
	for _, entry := range entries {
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue // not a thread: the kernel has no such names
		}
		status, err := readText(t.proc + "/task/" + entry.Name() + "/status")
		if err != nil {
			continue // it has ended
		}
		one := parseSwitches(status)
		if schedule, err := readText(t.proc + "/task/" + entry.Name() + "/schedstat"); err == nil {
			one.waitNs = parseRunDelay(schedule)
		}
		current[id] = one
		t.sums.add(one.since(t.last[id]))
	}
	t.last = current
	t.pace.took(now, time.Since(now))
	return append(row, float64(t.sums.voluntary), float64(t.sums.involuntary), float64(t.sums.waitNs)), nil
}

func (p *perThread) add(other perThread) {
	p.voluntary += other.voluntary
	p.involuntary += other.involuntary
	p.waitNs += other.waitNs
}

// since is what was added to each number. One that is lower than before is of another thread with the same id.
func (p perThread) since(before perThread) perThread {
	grown := func(now, before uint64) uint64 {
		if now < before {
			return now
		}
		return now - before
	}
	return perThread{grown(p.voluntary, before.voluntary), grown(p.involuntary, before.involuntary), grown(p.waitNs, before.waitNs)}
}

// parseSwitches reads /proc/PID/task/TID/status. A kernel without the lines counts none.
func parseSwitches(text []byte) perThread {
	var one perThread
	for line := range bytes.Lines(text) {
		key, value, _ := strings.Cut(string(line), ":")
		number, err := strconv.ParseUint(strings.TrimSpace(value), 10, 64)
		switch {
		case err != nil:
		case key == "voluntary_ctxt_switches":
			one.voluntary = number
		case key == "nonvoluntary_ctxt_switches":
			one.involuntary = number
		}
	}
	return one
}

// parseRunDelay gives the time that a thread was ready and waited for a processor, from schedstat.
func parseRunDelay(text []byte) uint64 {
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	delay, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return delay
}
