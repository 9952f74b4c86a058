package counters

import (
	"bytes"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
)

// cgroup is what control groups of either version allow a process and count of it. A limit anywhere above counts: the tightest one
// is shown, and usage and throttling are those of the group that has it, else of the process' own.
type cgroup struct {
	// root of the file system, for tests.
	root, proc string
	limits     pace
	memory     level
	cpu        level
	note       string
}

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

func (c *cgroup) notes() []string {
	if c.note == "" {
		return nil
	}
	return []string{c.note}
}

func (c *cgroup) read(now time.Time, row []float64) ([]float64, error) {
	if c.limits.due(now) {
		c.find()
		c.limits.took(now, time.Since(now))
	}
	usage := unknown
	if c.memory.folder != "" {
		usage = number(c.memory.file("memory.current", "memory.usage_in_bytes"))
	}
	row = append(row, usage, c.memory.limit, c.cpu.limit)
	if c.cpu.folder == "" {
		return unknowns(row, 3), nil
	}
	stat := map[string]uint64{}
	if text, err := readText(path.Join(c.cpu.folder, "cpu.stat")); err == nil {
		stat = parseKeys(text)
	}
	value := func(key string, factor float64) float64 {
		if count, known := stat[key]; known {
			return float64(count) * factor
		}
		return unknown
	}
	row = append(row, value("nr_periods", 1), value("nr_throttled", 1))
	if c.cpu.v2 {
		return append(row, value("throttled_usec", 1e3)), nil
	}
	return append(row, value("throttled_time", 1)), nil
}

func (l level) file(v2, v1 string) string {
	if l.v2 {
		return path.Join(l.folder, v2)
	}
	return path.Join(l.folder, v1)
}

// find looks for the groups and limits anew: a process may be moved, and limits change.
func (c *cgroup) find() {
	c.memory, c.cpu, c.note = level{limit: unknown}, level{limit: unknown}, ""
	groups, err := readText(path.Join(c.root, c.proc, "cgroup"))
	mounts, mountsErr := readText(path.Join(c.root, "proc/self/mountinfo"))
	if err != nil || mountsErr != nil {
		c.note = "Limits of its control group are not known: /proc does not tell."
		return
	}
	c.memory = c.tightest(groups, mounts, "memory", memoryLimit)
	c.cpu = c.tightest(groups, mounts, "cpu", cpuLimit)
	if c.memory.folder == "" && c.cpu.folder == "" {
		c.note = "Limits of its control group are not known: its group is not visible from here."
	}
}

// maxDepth bounds the walk to the root of a hierarchy.
const maxDepth = 256

func (c *cgroup) tightest(groups, mounts []byte, controller string, limitOf func(level) float64) level {
	mount, folder, v2 := placeOf(groups, mounts, controller)
	if folder == "" {
		return level{limit: unknown}
	}
	mount, folder = path.Join(c.root, mount), path.Join(c.root, folder)
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

// parseKeys reads lines such as `nr_periods 12`.
func parseKeys(text []byte) map[string]uint64 {
	found := map[string]uint64{}
	for line := range bytes.Lines(text) {
		fields := strings.Fields(string(line))
		if len(fields) != 2 {
			continue
		}
		if value, err := strconv.ParseUint(fields[1], 10, 64); err == nil {
			found[fields[0]] = value
		}
	}
	return found
}

// placeOf finds the folder of a process' group for a controller, from /proc/PID/cgroup and /proc/self/mountinfo, and where that
// hierarchy is mounted. Version 1 counts where it has the controller; both may be there at once. The folder is empty where the
// group is outside of what is mounted here.
func placeOf(groups, mounts []byte, controller string) (mount, folder string, v2 bool) {
	group, found := groupOf(groups, controller)
	if !found {
		v2 = true
		if group, found = groupOf(groups, ""); !found {
			return "", "", false
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
		return at, path.Join(at, rest), v2
	}
	return "", "", v2
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
