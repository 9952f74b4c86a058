package counters

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"parkscope/native/internal/target/kernel"
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

// small is enough for the files that are read at every tick; the kernel gives each of them whole to one call.
const small = 16 << 10

// readOnce reads such a file into a buffer that is used again.
func readOnce(name string, buffer []byte) (text []byte, err error) {
	file, err := kernel.OpenFile(name)
	if err != nil {
		return buffer, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return readAgain(file, buffer)
}

// readAgain reads one that is open, from its start.
func readAgain(file *kernel.File, buffer []byte) (text []byte, err error) {
	if cap(buffer) < small {
		buffer = make([]byte, small)
	}
	buffer = buffer[:cap(buffer)]
	n, err := file.Read(buffer)
	return buffer[:n], err
}

// process is what every user may know of a process, read at every tick: two small files and a clock.
type process struct {
	clock func() (int64, error)
	start uint64
	page  float64
	// state and memory are its files stat and statm, kept open: so they are of no later process that got its number.
	state, memory *kernel.File
	text          []byte
	last          stat
}

func newProcess(proc string, clock func() (int64, error)) (p *process, err error) {
	p = &process{clock: clock, page: float64(os.Getpagesize())}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if p.state, err = kernel.OpenFile(proc + "/stat"); err != nil {
		return p, err
	}
	if p.memory, err = kernel.OpenFile(proc + "/statm"); err != nil {
		return p, err
	}
	if err = p.stat(); err != nil {
		return p, err
	}
	p.start = p.last.start
	return p, nil
}

func (p *process) close() error {
	return errors.Join(p.state.Close(), p.memory.Close())
}

func (p *process) stat() (err error) {
	if p.text, err = readAgain(p.state, p.text); err != nil {
		return err
	}
	p.last, err = parseStat(p.text)
	return err
}

// threads is how many it had at the last reading.
func (p *process) threads() uint64 { return p.last.threads }

func (p *process) columns() []string {
	return []string{"cpuNs", "userNs", "systemNs", "threads", "minorFaults", "majorFaults", "rssBytes", "fileBytes"}
}

func (p *process) notes() []string { return nil }

func (p *process) read(_ time.Time, row []float64) ([]float64, error) {
	err := p.stat()
	stat := p.last
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
	if p.text, err = readAgain(p.memory, p.text); err != nil {
		return row, errEnded
	}
	resident, shared, ok := parseStatm(p.text)
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
	// The name may hold anything but ends at the last `)`; it is the second field.
	number := 2
	for field := range bytes.FieldsSeq(text[bytes.LastIndexByte(text, ')')+1:]) {
		number++
		var into *uint64
		switch number {
		case 3:
			if len(field) == 1 {
				s.state = field[0]
			}
		case 10:
			into = &s.minorFaults
		case 12:
			into = &s.majorFaults
		case 14:
			into = &s.user
		case 15:
			into = &s.system
		case 20:
			into = &s.threads
		case 22:
			into = &s.start
		}
		if into == nil {
			continue
		}
		var err error
		if *into, err = strconv.ParseUint(string(field), 10, 64); err != nil {
			return s, fmt.Errorf("stat: field %d: %w", number, err)
		}
	}
	if number < 22 || s.state == 0 {
		return s, fmt.Errorf("stat: %d fields", number)
	}
	return s, nil
}

// parseStatm gives the resident pages and those of them that files or shared memory back.
func parseStatm(text []byte) (resident, shared uint64, ok bool) {
	fields := bytes.Fields(text)
	if len(fields) < 3 {
		return 0, 0, false
	}
	resident, err := strconv.ParseUint(string(fields[1]), 10, 64)
	shared, sharedErr := strconv.ParseUint(string(fields[2]), 10, 64)
	return resident, shared, err == nil && sharedErr == nil
}
