package counters

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"time"

	"parkscope/native/internal/target/kernel"
)

const (
	// maxThreads are read; a process with more has its first ones counted and a note.
	maxThreads = 10_000
	// maxOpen files of threads are kept open; those beyond are opened at each reading.
	maxOpen = 256
)

// threads adds up what the kernel counts for each thread: a file each, and another for those that ran since the last reading, at the pace
// that a four hundredth of a processor allows. What an ended thread had stays in the sums, but for what it did after the last reading.
type threads struct {
	proc string
	// count is how many there are now.
	count func() uint64
	pace  pace
	known map[int]*thread
	// listed is how many there were when they were listed, 0 to list them again.
	listed uint64
	open   int
	sums   perThread
	text   []byte
	// many: there are more than maxThreads.
	many bool
}

type thread struct {
	// schedule and status are kept open where they are not nil.
	schedule, status *kernel.File
	// runs is how often it was given a processor, as schedstat has it: if that is the same, all other numbers are.
	runs    uint64
	started bool
	last    perThread
}

// perThread are numbers that only grow.
type perThread struct{ voluntary, involuntary, waitNs uint64 }

func newThreads(proc string, count func() uint64) *threads {
	return &threads{proc: proc, count: count, pace: pace{least: 90 * time.Millisecond}, known: map[int]*thread{}}
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

func (t *threads) close() error {
	var failed error
	for id := range t.known {
		failed = errors.Join(failed, t.forget(id))
	}
	return failed
}

func (t *threads) forget(id int) error {
	one := t.known[id]
	delete(t.known, id)
	for _, file := range []*kernel.File{one.schedule, one.status} {
		if file != nil {
			t.open--
		}
	}
	return errors.Join(one.schedule.Close(), one.status.Close())
}

func (t *threads) read(now time.Time, row []float64) ([]float64, error) {
	if !t.pace.due(now) {
		return unknowns(row, 3), nil
	}
	if count := t.count(); count != t.listed {
		if err := t.list(); err != nil {
			return row, errEnded
		}
		t.listed = count
	}
	for id, one := range t.known {
		if t.look(id, one) {
			continue
		}
		// It has ended; another may have begun at once.
		t.listed = 0
		if err := t.forget(id); err != nil {
			return row, err
		}
	}
	t.pace.took(now, time.Since(now))
	return append(row, float64(t.sums.voluntary), float64(t.sums.involuntary), float64(t.sums.waitNs)), nil
}

// list finds threads that are not known yet.
func (t *threads) list() (err error) {
	folder, err := os.Open(t.proc + "/task")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	names, err := folder.Readdirnames(-1)
	if err != nil {
		return err
	}
	t.many = len(names) > maxThreads
	for _, name := range names[:min(len(names), maxThreads)] {
		id, err := strconv.Atoi(name)
		if err != nil || t.known[id] != nil {
			continue // the kernel has no other names
		}
		t.known[id] = &thread{}
	}
	return nil
}

func (t *threads) file(id int, name string) string {
	return t.proc + "/task/" + strconv.Itoa(id) + "/" + name
}

// fetch reads a file of a thread into t.text, and keeps it open while few are.
func (t *threads) fetch(kept **kernel.File, id int, name string) (err error) {
	if *kept == nil && t.open >= maxOpen {
		t.text, err = readOnce(t.file(id, name), t.text)
		return err
	}
	if *kept == nil {
		if *kept, err = kernel.OpenFile(t.file(id, name)); err != nil {
			return err
		}
		t.open++
	}
	t.text, err = readAgain(*kept, t.text)
	return err
}

// look adds what a thread did since the last reading; false when it has ended.
func (t *threads) look(id int, one *thread) bool {
	now := one.last
	// A kernel may have no schedstat.
	err := t.fetch(&one.schedule, id, "schedstat")
	if err == nil {
		var runs uint64
		now.waitNs, runs = parseSchedule(t.text)
		if one.started && runs > 0 && runs == one.runs {
			t.sums.add(now.since(one.last))
			one.last = now
			return true
		}
		one.runs = runs
	}
	if err := t.fetch(&one.status, id, "status"); err != nil {
		return false
	}
	now.voluntary, now.involuntary = parseSwitches(t.text)
	t.sums.add(now.since(one.last))
	one.last, one.started = now, true
	return true
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

// parseSwitches reads /proc/PID/task/TID/status, at whose end they are. A kernel without the lines counts none.
func parseSwitches(text []byte) (voluntary, involuntary uint64) {
	for line := range bytes.Lines(text) {
		key, value, _ := bytes.Cut(line, []byte(":"))
		switch string(key) {
		case "voluntary_ctxt_switches":
			voluntary = max(voluntary, first(value))
		case "nonvoluntary_ctxt_switches":
			involuntary = max(involuntary, first(value))
		}
	}
	return voluntary, involuntary
}

// parseSchedule gives, from schedstat, the time that a thread was ready and waited for a processor, and how often it got one.
func parseSchedule(text []byte) (waitNs, runs uint64) {
	_, rest := leadingNumber(text)
	waitNs, rest = leadingNumber(rest)
	return waitNs, first(rest)
}

func first(text []byte) uint64 {
	value, _ := leadingNumber(text)
	return value
}

// leadingNumber reads one after blanks, 0 where there is none or it is too large.
func leadingNumber(text []byte) (uint64, []byte) {
	text = bytes.TrimLeft(text, " \t")
	end := 0
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	value, err := strconv.ParseUint(string(text[:end]), 10, 64)
	if err != nil {
		value = 0
	}
	return value, text[end:]
}
