package counters

import (
	"bytes"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"parkscope/native/internal/target/kernel"
)

// cgroup is what control groups of either version allow a process and count of it. A limit anywhere above counts: the tightest one
// is shown, and usage and throttling are those of the group that has it, else of the process' own.
type cgroup struct {
	// root of the file system, for tests.
	root, proc string
	limits     pace
	memory     level
	cpu        level
	// usage and stat are files of these, kept open; text is what was read last.
	usage, stat openFile
	text        []byte
	places      places
	note        string
}

// openFile is a file of a group, open while that is the one which counts.
type openFile struct {
	name string
	file *kernel.File
}

// keep opens another file than before, or the same one where it could not be read.
func (o *openFile) keep(name string) {
	if o.file != nil && o.name == name {
		return
	}
	o.drop()
	if name == "" {
		return
	}
	// Without the file nothing is known of it; the next look at limits tries again.
	if file, err := kernel.OpenFile(name); err == nil {
		o.name, o.file = name, file
	}
}

func (o *openFile) drop() {
	// It was read only.
	_ = o.file.Close()
	o.file = nil
}

// read gives nothing where the file is not there, or not any more.
func (o *openFile) read(buffer []byte) []byte {
	if o.file == nil {
		return buffer[:0]
	}
	text, err := readAgain(o.file, buffer)
	if err != nil {
		o.drop()
		return buffer[:0]
	}
	return text
}

// places are where the process' groups are. Mounts hardly ever change, and their list is long.
type places struct {
	groups      []byte
	until       time.Time
	memory, cpu place
}

// placesLast is how long they are believed while the process stays in its groups.
const placesLast = 30 * time.Second

// level is a group that has a limit, or the process' own.
type level struct {
	folder string
	v2     bool
	limit  float64
}

func newCgroup(root, proc string) *cgroup {
	return &cgroup{root: root, proc: proc, limits: pace{least: time.Second}}
}

func (c *cgroup) columns() []string {
	return []string{"groupMemoryBytes", "memoryLimitBytes", "cpuLimit", "periods", "throttledPeriods", "throttledNs"}
}

func (c *cgroup) close() error {
	c.usage.drop()
	c.stat.drop()
	return nil
}

func (c *cgroup) notes() []string {
	if c.note == "" {
		return nil
	}
	return []string{c.note}
}

func (c *cgroup) read(now time.Time, row []float64) ([]float64, error) {
	if c.limits.due(now) {
		c.find(now)
		c.limits.took(now, time.Since(now))
	}
	c.text = c.usage.read(c.text)
	row = append(row, parseNumber(strings.TrimSpace(string(c.text))), c.memory.limit, c.cpu.limit)
	c.text = c.stat.read(c.text)
	row = append(row, valueOf(c.text, "nr_periods"), valueOf(c.text, "nr_throttled"))
	if c.cpu.v2 {
		return append(row, valueOf(c.text, "throttled_usec")*1e3), nil
	}
	return append(row, valueOf(c.text, "throttled_time")), nil
}

// file is empty where there is no group.
func (l level) file(v2, v1 string) string {
	if l.folder == "" {
		return ""
	}
	if l.v2 {
		return path.Join(l.folder, v2)
	}
	return path.Join(l.folder, v1)
}

// find looks for the groups and limits anew: a process may be moved, and limits change.
func (c *cgroup) find(now time.Time) {
	c.memory, c.cpu, c.note = level{limit: unknown}, level{limit: unknown}, ""
	defer func() {
		c.usage.keep(c.memory.file("memory.current", "memory.usage_in_bytes"))
		c.stat.keep(c.cpu.file("cpu.stat", "cpu.stat"))
	}()
	groups, err := readText(path.Join(c.root, c.proc, "cgroup"))
	if err == nil && (now.After(c.places.until) || !bytes.Equal(groups, c.places.groups)) {
		var mounts []byte
		if mounts, err = readText(path.Join(c.root, "proc/self/mountinfo")); err == nil {
			c.places = places{groups, now.Add(placesLast), placeOf(groups, mounts, "memory"), placeOf(groups, mounts, "cpu")}
		}
	}
	if err != nil {
		c.note = "Limits of its control group are not known: /proc does not tell."
		return
	}
	c.memory = c.tightest(c.places.memory, memoryLimit)
	c.cpu = c.tightest(c.places.cpu, cpuLimit)
	if c.memory.folder == "" && c.cpu.folder == "" {
		c.note = "Limits of its control group are not known: its group is not visible from here."
	}
}

// maxDepth bounds the walk to the root of a hierarchy.
const maxDepth = 256

func (c *cgroup) tightest(at place, limitOf func(level) float64) level {
	if at.folder == "" {
		return level{limit: unknown}
	}
	mount, folder, v2 := path.Join(c.root, at.mount), path.Join(c.root, at.folder), at.v2
	best := level{folder: folder, v2: v2, limit: math.Inf(1)}
	known := false
	for range maxDepth {
		one := level{folder: folder, v2: v2}
		if limit := limitOf(one); !math.IsNaN(limit) {
			known = true
			if limit < best.limit {
				one.limit = limit
				best = one
			}
		}
		if folder == mount || !strings.HasPrefix(folder, mount) {
			break
		}
		folder = path.Dir(folder)
	}
	// The root of version 2 has no such files: there nothing is limited. A controller that is switched off says nothing.
	if !known && !v2 {
		best.limit = unknown
	}
	return best
}

// memoryLimit in bytes, +Inf for none, NaN where the group does not say.
func memoryLimit(l level) float64 {
	const none = 1 << 62 // version 1 writes the largest multiple of the page size
	limit := number(l.file("memory.max", "memory.limit_in_bytes"))
	if limit >= none {
		return math.Inf(1)
	}
	return limit
}

// cpuLimit in processors, +Inf for none, NaN where the group does not say.
func cpuLimit(l level) float64 {
	if !l.v2 {
		quota := number(path.Join(l.folder, "cpu.cfs_quota_us"))
		period := number(path.Join(l.folder, "cpu.cfs_period_us"))
		switch {
		case math.IsNaN(quota) || math.IsNaN(period) || period <= 0:
			return unknown
		case quota < 0:
			return math.Inf(1)
		}
		return quota / period
	}
	text, err := readText(path.Join(l.folder, "cpu.max"))
	if err != nil {
		return unknown
	}
	fields := strings.Fields(string(text))
	if len(fields) != 2 {
		return unknown
	}
	quota, period := parseNumber(fields[0]), parseNumber(fields[1])
	if !(period > 0) || math.IsInf(period, 1) {
		return unknown
	}
	return quota / period
}

// number in a file; `max` is +Inf.
func number(name string) float64 {
	text, err := readText(name)
	if err != nil {
		return unknown
	}
	return parseNumber(strings.TrimSpace(string(text)))
}

func parseNumber(text string) float64 {
	if text == "max" {
		return math.Inf(1)
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return unknown
	}
	return float64(value)
}

// valueOf reads a line such as `nr_periods 12`.
func valueOf(text []byte, key string) float64 {
	for line := range bytes.Lines(text) {
		name, number, _ := bytes.Cut(bytes.TrimRight(line, "\n"), []byte(" "))
		if string(name) != key {
			continue
		}
		if value, err := strconv.ParseUint(string(number), 10, 64); err == nil {
			return float64(value)
		}
	}
	return unknown
}

// place is the folder of a process' group and where its hierarchy is mounted; the folder is empty where it is outside of what is mounted.
type place struct {
	mount, folder string
	v2            bool
}

// placeOf finds the folder of a process' group for a controller, from /proc/PID/cgroup and /proc/self/mountinfo, and where that
// hierarchy is mounted. Version 1 counts where it has the controller; both may be there at once.
func placeOf(groups, mounts []byte, controller string) place {
	v2 := false
	group, found := groupOf(groups, controller)
	if !found {
		v2 = true
		if group, found = groupOf(groups, ""); !found {
			return place{}
		}
	}
	for line := range bytes.Lines(mounts) {
		left, right, _ := strings.Cut(strings.TrimSpace(string(line)), " - ")
		fields, kind := strings.Fields(left), strings.Fields(right)
		if len(fields) < 5 || len(kind) < 3 {
			continue
		}
		switch {
		case v2 && kind[0] != "cgroup2":
			continue
		case !v2 && (kind[0] != "cgroup" || !contains(kind[2], controller)):
			continue
		}
		root, at := unescape(fields[3]), unescape(fields[4])
		rest, inside := strings.CutPrefix(group, root)
		if root == "/" {
			rest, inside = group, true
		}
		// A group outside of this namespace begins with `/..`.
		if !inside || strings.HasPrefix(group, "/..") || rest != "" && rest[0] != '/' {
			continue
		}
		return place{at, path.Join(at, rest), v2}
	}
	return place{}
}

// groupOf finds the path of a controller's group; the empty name is the hierarchy of version 2.
func groupOf(groups []byte, controller string) (string, bool) {
	for line := range bytes.Lines(groups) {
		parts := strings.SplitN(strings.TrimSuffix(string(line), "\n"), ":", 3)
		if len(parts) != 3 || !strings.HasPrefix(parts[2], "/") {
			continue
		}
		if controller == "" && parts[0] == "0" && parts[1] == "" || controller != "" && contains(parts[1], controller) {
			return parts[2], true
		}
	}
	return "", false
}

func contains(list, name string) bool {
	for _, each := range strings.Split(list, ",") {
		if each == name {
			return true
		}
	}
	return false
}

// unescape turns the octal escapes of mountinfo (`\040`) into what they stand for.
func unescape(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+3 < len(text) {
			if code, err := strconv.ParseUint(text[i+1:i+4], 8, 8); err == nil {
				out.WriteByte(byte(code))
				i += 3
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}
