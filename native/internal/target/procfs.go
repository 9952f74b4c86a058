package target

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The text of /proc files. The kernel writes them, but names and command lines in them are the process' own bytes.

const (
	maxCommandBytes = 1024
	// USER_HZ, the unit of times in /proc/PID/stat: 100 on every system that Go runs on.
	ticksPerSecond = 100
)

// procStat is what the list needs of /proc/PID/stat.
type procStat struct {
	name     string
	state    string
	ppid     int
	cpuTicks uint64
	threads  int
	// startTicks is the start in ticks since boot. A pid with another start is another process.
	startTicks uint64
	rssPages   int64
}

func parseStat(text []byte) (procStat, error) {
	var s procStat
	// The name is in parentheses and may itself hold parentheses, spaces and newlines: it ends at the last `)`.
	open, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 0 || end < open {
		return s, errors.New("stat: no name in parentheses")
	}
	s.name = printable(text[open+1 : end])
	// fields[0] is field 3 of proc(5).
	fields := strings.Fields(string(text[end+1:]))
	const first, last = 3, 24
	if len(fields) < last-first+1 {
		return s, fmt.Errorf("stat: %d fields after the name, %d expected", len(fields), last-first+1)
	}
	field := func(number int) string { return fields[number-first] }
	s.state = field(3)
	if len(s.state) != 1 || s.state[0] < 'A' || s.state[0] > 'z' {
		return s, fmt.Errorf("stat: state %q", s.state)
	}
	var errs [6]error
	var user, system uint64
	s.ppid, errs[0] = strconv.Atoi(field(4))
	user, errs[1] = strconv.ParseUint(field(14), 10, 63)
	system, errs[2] = strconv.ParseUint(field(15), 10, 63)
	s.threads, errs[3] = strconv.Atoi(field(20))
	s.startTicks, errs[4] = strconv.ParseUint(field(22), 10, 64)
	s.rssPages, errs[5] = strconv.ParseInt(field(24), 10, 64)
	s.cpuTicks = user + system
	return s, errors.Join(errs[:]...)
}

// procStatus is what the list needs of /proc/PID/status.
type procStatus struct {
	// uid and gid are the effective ones, which decide what the process may do.
	uid        int
	gid        int
	permitted  uint64
	effective  uint64
	bounding   uint64
	noNewPrivs bool
	// tracer is the process that traces it, 0 where none does.
	tracer int
}

func parseStatus(text []byte) (procStatus, error) {
	var s procStatus
	hasUID, hasGID := false, false
	for line := range bytes.Lines(text) {
		key, value, _ := strings.Cut(string(bytes.TrimSuffix(line, []byte("\n"))), ":")
		fields := strings.Fields(value)
		if len(fields) == 0 {
			continue
		}
		var err error
		switch key {
		case "Uid":
			if len(fields) < 2 {
				return s, fmt.Errorf("status: Uid %q", value)
			}
			s.uid, err = strconv.Atoi(fields[1])
			hasUID = true
		case "Gid":
			if len(fields) < 2 {
				return s, fmt.Errorf("status: Gid %q", value)
			}
			s.gid, err = strconv.Atoi(fields[1])
			hasGID = true
		case "CapPrm":
			s.permitted, err = strconv.ParseUint(fields[0], 16, 64)
		case "CapEff":
			s.effective, err = strconv.ParseUint(fields[0], 16, 64)
		case "CapBnd":
			s.bounding, err = strconv.ParseUint(fields[0], 16, 64)
		case "NoNewPrivs":
			s.noNewPrivs = fields[0] == "1"
		case "TracerPid":
			s.tracer, err = strconv.Atoi(fields[0])
		}
		if err != nil {
			return s, fmt.Errorf("status: %s: %w", key, err)
		}
	}
	if !hasUID || !hasGID {
		return s, errors.New("status: no Uid or no Gid")
	}
	return s, nil
}

// parseCommand joins the arguments with spaces; cut says that text itself was cut already.
func parseCommand(text []byte, cut bool) string {
	text = bytes.TrimRight(text, "\x00")
	if len(text) > maxCommandBytes {
		text, cut = text[:maxCommandBytes], true
		// A last character that the cut left incomplete goes, too.
		for start := len(text) - 1; start > len(text)-utf8.UTFMax; start-- {
			if utf8.RuneStart(text[start]) {
				if !utf8.FullRune(text[start:]) {
					text = text[:start]
				}
				break
			}
		}
	}
	command := printable(bytes.ReplaceAll(text, []byte{0}, []byte{' '}))
	if cut {
		command += "…"
	}
	return command
}

// printable makes foreign bytes text: what is not UTF-8 becomes U+FFFD. Control characters stay, since JSON carries them and
// who shows them knows what they would do.
func printable(text []byte) string { return strings.ToValidUTF8(string(text), "\uFFFD") }

const containerIDLength = 64

// parseContainer finds the container id in /proc/PID/cgroup: the last run of exactly 64 hexadecimal digits, which is how
// Docker, containerd, CRI-O and Podman name their groups (`docker-ID.scope`, `/kubepods/…/ID`, `libpod-ID.scope`).
func parseContainer(text []byte) *string {
	end := len(text)
	for end > 0 {
		if !isHex(text[end-1]) {
			end--
			continue
		}
		start := end
		for start > 0 && isHex(text[start-1]) {
			start--
		}
		if end-start == containerIDLength {
			id := string(text[start:end])
			return &id
		}
		end = start
	}
	return nil
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

// parseReadableMapping gives the address of the first readable mapping in /proc/PID/maps, or a prefix of it.
func parseReadableMapping(text []byte) (uint64, bool) {
	for line := range bytes.Lines(text) {
		addresses, rest, _ := strings.Cut(string(line), " ")
		start, _, isRange := strings.Cut(addresses, "-")
		if !isRange || !strings.HasPrefix(rest, "r") {
			continue
		}
		if address, err := strconv.ParseUint(start, 16, 64); err == nil {
			return address, true
		}
	}
	return 0, false
}

// parseBootTime gives seconds since the epoch from /proc/stat.
func parseBootTime(text []byte) (int64, error) {
	for line := range bytes.Lines(text) {
		if value, found := strings.CutPrefix(string(line), "btime "); found {
			return strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		}
	}
	return 0, errors.New("/proc/stat: no btime")
}

// parseHidden tells from /proc/self/mountinfo whether /proc shows this user only its own processes (hidepid).
func parseHidden(text []byte) bool {
	for line := range bytes.Lines(text) {
		mount, options, _ := strings.Cut(string(line), " - ")
		fields := strings.Fields(mount)
		if len(fields) < 5 || fields[4] != "/proc" || !strings.HasPrefix(options, "proc ") {
			continue
		}
		for _, hiding := range []string{"hidepid=2", "hidepid=invisible", "hidepid=4", "hidepid=ptraceable"} {
			if strings.Contains(options, hiding) {
				return true
			}
		}
	}
	return false
}
