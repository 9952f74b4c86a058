package counters

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticksPerSecond is USER_HZ: 100 on every system that Go runs on.
const ticksPerSecond = 100

// maxText bounds what is read of a file of /proc.
const maxText = 1 << 20

var errEnded = errors.New("the process has ended")

func readText(name string) (text []byte, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(io.LimitReader(file, maxText))
}

// process is what every user may know of a process, read at every tick: two small files and a clock.
type process struct {
	proc  string
	clock func() (int64, error)
	start uint64
	page  float64
}

func newProcess(proc string, clock func() (int64, error)) (*process, error) {
	p := &process{proc: proc, clock: clock, page: float64(os.Getpagesize())}
	stat, err := p.stat()
	p.start = stat.start
	return p, err
}

func (p *process) stat() (stat, error) {
	text, err := readText(p.proc + "/stat")
	if err != nil {
		return stat{}, err
	}
	return parseStat(text)
}

func (p *process) columns() []string {
	return []string{"cpuNs", "userNs", "systemNs", "threads", "minorFaults", "majorFaults", "rssBytes", "fileBytes"}
}

func (p *process) notes() []string { return nil }

func (p *process) read(_ time.Time, row []float64) ([]float64, error) {
	stat, err := p.stat()
	if err != nil || stat.start != p.start || stat.state == 'Z' || stat.state == 'X' {
		return row, errEnded
	}
	cpu := unknown
	if ns, err := p.clock(); err == nil {
		cpu = float64(ns)
	}
	const tickNs = 1e9 / ticksPerSecond
	row = append(row, cpu, float64(stat.user)*tickNs, float64(stat.system)*tickNs, float64(stat.threads),
		float64(stat.minorFaults), float64(stat.majorFaults))
	text, err := readText(p.proc + "/statm")
	if err != nil {
		return row, errEnded
	}
	resident, shared, ok := parseStatm(text)
	if !ok {
		return unknowns(row, 2), nil
	}
	return append(row, float64(resident)*p.page, float64(shared)*p.page), nil
}

// stat is what is needed of /proc/PID/stat.
type stat struct {
	state                    byte
	minorFaults, majorFaults uint64
	user, system             uint64
	threads, start           uint64
}

func parseStat(text []byte) (stat, error) {
	var s stat
	// The name may hold anything but ends at the last `)`.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const first = 3
	if len(fields) < 22-first+1 || len(fields[0]) != 1 {
		return s, fmt.Errorf("stat: %d fields after the name", len(fields))
	}
	s.state = fields[0][0]
	for number, into := range map[int]*uint64{10: &s.minorFaults, 12: &s.majorFaults, 14: &s.user, 15: &s.system, 20: &s.threads, 22: &s.start} {
		value, err := strconv.ParseUint(fields[number-first], 10, 64)
		if err != nil {
			return s, fmt.Errorf("stat: field %d: %w", number, err)
		}
		*into = value
	}
	return s, nil
}

// parseStatm gives the resident pages and those of them that files or shared memory back.
func parseStatm(text []byte) (resident, shared uint64, ok bool) {
	fields := strings.Fields(string(text))
	if len(fields) < 3 {
		return 0, 0, false
	}
	resident, err := strconv.ParseUint(fields[1], 10, 64)
	shared, sharedErr := strconv.ParseUint(fields[2], 10, 64)
	return resident, shared, err == nil && sharedErr == nil
}
