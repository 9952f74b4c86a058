package perfprof

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
)

// mapping is a range of addresses that holds code of a file.
type mapping struct {
	start, end, offset uint64
	// path as the process sees it, or a name in brackets such as `[vdso]`.
	path string
	// program: the Go program's own code, which its table names.
	program bool
}

// parseCode gives the executable mappings of /proc/PID/maps, in order.
func parseCode(text []byte) []mapping {
	var found []mapping
	for line := range bytes.Lines(text) {
		fields := strings.Fields(string(line))
		if len(fields) < 5 || len(fields[1]) < 3 || fields[1][2] != 'x' {
			continue
		}
		from, to, isRange := strings.Cut(fields[0], "-")
		start, err := strconv.ParseUint(from, 16, 64)
		end, endErr := strconv.ParseUint(to, 16, 64)
		offset, offsetErr := strconv.ParseUint(fields[2], 16, 64)
		if !isRange || err != nil || endErr != nil || offsetErr != nil || end <= start {
			continue
		}
		path := strings.ToValidUTF8(strings.TrimSuffix(strings.Join(fields[5:], " "), " (deleted)"), "\uFFFD")
		if path == "" {
			path = "[anonymous]"
		}
		found = append(found, mapping{start: start, end: end, offset: offset, path: path})
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].start < found[j].start })
	return found
}

// covering is the index of the mapping that holds an address, -1 where none does. The kernel's mappings do not overlap.
func covering(mappings []mapping, address uint64) int {
	i := sort.Search(len(mappings), func(i int) bool { return mappings[i].start > address }) - 1
	if i < 0 || address >= mappings[i].end {
		return -1
	}
	return i
}

// merge adds the mappings that were not there before: what was loaded while the profile was taken. Of two that overlap the
// older one stays, since most samples are from its time.
func merge(before, after []mapping) []mapping {
	merged := append([]mapping(nil), before...)
	for _, one := range after {
		overlaps := false
		for _, known := range before {
			overlaps = overlaps || one.start < known.end && known.start < one.end
		}
		if !overlaps {
			merged = append(merged, one)
		}
	}
	sort.SliceStable(merged, func(i, j int) bool { return merged[i].start < merged[j].start })
	return merged
}
