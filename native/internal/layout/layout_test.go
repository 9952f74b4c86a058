package layout

import (
	"debug/dwarf"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The table must say what the debug information of a program of the toolchain at hand says.
func TestTableIsWhatTheToolchainBuilds(t *testing.T) {
	minor, plain, err := Parse(runtime.Version())
	if err != nil || !plain {
		t.Skipf("%s: %v", runtime.Version(), err)
	}
	for _, arch := range []string{"amd64", "arm64"} {
		known, ok := ForVersion(minor, arch)
		if !ok {
			t.Skipf("%s is not in the table: %s", runtime.Version(), Range())
		}
		dir := t.TempDir()
		source := filepath.Join(dir, "main.go")
		if err := os.WriteFile(source, []byte("package main\n\nfunc main() { <-make(chan int) }\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		binary := filepath.Join(dir, "probe")
		command := exec.Command("go", "build", "-o", binary, source)
		command.Dir = dir
		command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch, "GOFLAGS=", "GOWORK=off")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		file, err := elf.Open(binary)
		if err != nil {
			t.Fatal(err)
		}
		data, err := file.DWARF()
		if err != nil {
			t.Fatal(err)
		}
		own, err := FromDWARF(data, nil, minor)
		if err != nil {
			t.Fatal(err)
		}
		if field := own.Differs(known); field != "" {
			t.Errorf("%s: %s", arch, field)
		}
	}
}

// TestNumbersOfG: by the debug information of each version, what is taken for numbers in a g is no pointer; the words between are.
func TestNumbersOfG(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() { <-make(chan int) }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, toolchain := range []string{"go1.19.13", "go1.22.12", "go1.23.12", "go1.24.13", "go1.25.12", "go1.27.4"} {
		t.Run(toolchain, func(t *testing.T) {
			binary := filepath.Join(dir, toolchain)
			command := exec.Command("go", "build", "-o", binary, source)
			command.Dir = dir
			command.Env = append(os.Environ(), "GOTOOLCHAIN="+toolchain, "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=", "GOWORK=off")
			if out, err := command.CombinedOutput(); err != nil {
				if strings.Contains(string(out), "download") && os.Getenv("CI") != "true" {
					t.Skip(string(out))
				}
				t.Fatalf("%v: %s", err, out)
			}
			minor, _, err := Parse(toolchain)
			l, ok := ForVersion(minor, "amd64")
			if err != nil || !ok {
				t.Fatal(err)
			}
			pieces := l.GNumbers()
			if len(pieces) != 4 {
				t.Fatal(pieces)
			}
			is := map[uint64]bool{}
			for _, piece := range pieces[:3] {
				for at := piece.From; at < piece.To; at += 8 {
					is[at] = true
				}
			}
			members := wordsOfG(t, binary)
			if last, known := members[l.Of(GAssistBytes)]; !known || last.name != "gcAssistBytes" {
				t.Errorf("%+v", last)
			}
			for at, member := range members {
				if at >= l.Of(GAssistBytes) && member.pointer {
					t.Errorf("%s at %d is a pointer", member.name, at)
				}
			}
			for at := uint64(0); at < l.Of(GStatus); at += 8 {
				if member, known := members[at]; !known || is[at] == member.pointer {
					t.Errorf("%s at %d: pointer %v, taken for a number %v", member.name, at, member.pointer, is[at])
				}
			}
		})
	}
}

type gWord struct {
	name    string
	pointer bool
}

// wordsOfG are the fields of a g by their places, those of its structures, too.
func wordsOfG(t *testing.T, binary string) map[uint64]gWord {
	t.Helper()
	file, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	data, err := file.DWARF()
	if err != nil {
		t.Fatal(err)
	}
	words := map[uint64]gWord{}
	var fields func(s *dwarf.StructType, base uint64, prefix string)
	fields = func(s *dwarf.StructType, base uint64, prefix string) {
		for _, field := range s.Field {
			kind := field.Type
			for {
				named, is := kind.(*dwarf.TypedefType)
				if !is {
					break
				}
				kind = named.Type
			}
			name, at := prefix+field.Name, base+uint64(field.ByteOffset)
			switch kind := kind.(type) {
			case *dwarf.StructType:
				fields(kind, at, name+".")
			case *dwarf.PtrType:
				words[at] = gWord{name, true}
			default:
				words[at] = gWord{name, false}
			}
		}
	}
	for reader := data.Reader(); ; {
		entry, err := reader.Next()
		if err != nil || entry == nil {
			t.Fatal("no runtime.g", err)
		}
		if entry.Tag != dwarf.TagStructType || entry.Val(dwarf.AttrName) != "runtime.g" {
			continue
		}
		found, err := data.Type(entry.Offset)
		if err != nil {
			t.Fatal(err)
		}
		fields(found.(*dwarf.StructType), 0, "")
		return words
	}
}

// Anchors against which a generator that goes wrong shows: what others publish (OpenTelemetry's offsets) and we computed by hand.
func TestKnownOffsets(t *testing.T) {
	for _, c := range []struct {
		minor int
		field Field
		want  uint64
	}{
		{18, GGoid, 152}, {22, GGoid, 152}, {23, GGoid, 160}, {24, GGoid, 160}, {25, GGoid, 152}, {27, GGoid, 152},
		{20, GLabels, 360}, {21, GLabels, 344}, {24, GLabels, 352}, {25, GLabels, 344}, {26, GLabels, 352},
		{24, GSchedBP, 104}, {25, GSchedBP, 96}, {22, HchanRecvq, 56}, {23, HchanRecvq, 64},
		{25, SudogC, 80}, {26, SudogC, 96}, {25, SudogElem, 24}, {26, SudogElem, 32}, {18, ModuleText, 176}, {27, ModuleText, 176},
	} {
		l, ok := ForVersion(c.minor, "amd64")
		if !ok || l.Of(c.field) != c.want {
			t.Errorf("1.%d %s: %d, want %d", c.minor, fieldPaths[c.field][0], l.Of(c.field), c.want)
		}
	}
}

func TestWaitReasons(t *testing.T) {
	for _, c := range []struct{ minor, number int }{{18, 14}, {22, 14}, {25, 14}, {26, 19}, {27, 19}} {
		l, ok := ForVersion(c.minor, "arm64")
		if !ok || l.WaitReasons[c.number] != "chan receive" {
			t.Errorf("1.%d: %q", c.minor, l.WaitReasons[c.number])
		}
	}
}

// m gained a field within Go 1.24.
func TestPatchReleases(t *testing.T) {
	for _, c := range []struct {
		version string
		minor   int
		exact   bool
		alllink uint64
	}{
		{"go1.24.4", 24, true, 328}, {"go1.24.13", 24, true, 352}, {"go1.24.12", 24, false, 352}, {"go1.19.8", 19, true, 336},
	} {
		l, ok := ForRelease(c.version, c.minor, "amd64")
		if !ok || l.Exact != c.exact || l.Of(MAlllink) != c.alllink {
			t.Errorf("%s: %v %d", c.version, l.Exact, l.Of(MAlllink))
		}
	}
	if _, ok := ForRelease("go1.99.1", 99, "amd64"); ok {
		t.Error("go1.99.1")
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		version string
		minor   int
		plain   bool
		fails   bool
	}{
		{"go1.18", 18, true, false}, {"go1.26.8", 26, true, false}, {"go1.27.4", 27, true, false},
		{"go1.26.8 X:nodwarf5", 26, false, false}, {"go1.27rc1", 27, false, false}, {"devel go1.28-abcdef", 28, false, false},
		{"go1.25.3-vendor", 25, false, false}, {"go1.", 0, false, true}, {"go2.1", 0, false, true}, {"", 0, false, true},
		{"devel +abc", 0, false, true}, {"go1.99999", 0, false, true},
	} {
		minor, plain, err := Parse(c.version)
		if (err != nil) != c.fails || (err == nil && (minor != c.minor || plain != c.plain)) {
			t.Errorf("%q: %d %v %v", c.version, minor, plain, err)
		}
	}
}

func TestEveryRowIsWhole(t *testing.T) {
	if Range() != "Go 1.18 to 1.27" || len(table()) < 20 {
		t.Errorf("%s in %d rows", Range(), len(table()))
	}
	seen := map[string]bool{}
	for _, row := range table() {
		for _, release := range row.releases {
			if minor, plain, err := Parse(release); err != nil || !plain || minor != row.minor || seen[release+row.arch] {
				t.Errorf("%s in the row of 1.%d", release, row.minor)
			}
			seen[release+row.arch] = true
		}
		for f := range fieldCount {
			if row.offsets[f] == absent && !optional[f] {
				t.Errorf("1.%d %s has no %s", row.minor, row.arch, fieldPaths[f][0])
			}
		}
	}
}

// releases are those of a minor's first row, which is that of its last patch release.
func releases(minor int) []string {
	for _, row := range table() {
		if row.minor == minor {
			return row.releases
		}
	}
	return nil
}

// Fields of counters may be missing in a program; of those in the table only what a version has not got.
func TestCountersAreKnown(t *testing.T) {
	later := map[Field]int{
		GCMemoryLimit: 19, GCSweepTrigger: 19, GCTriggered: 19, GCHeapInUse: 19, GCHeapReleased: 19, GCHeapFree: 19, GCTotalAlloc: 19,
		GCTotalFree: 19, GCMappedReady: 19, SchedFreeGsBare: 25, MAllpSnapshot: 23,
		WorkSweepTerm: 19, WorkMark: 19, WorkMarkTerm: 19, WorkEnd: 19, WorkPause: 19, WorkAssist: 20,
	}
	until := map[Field]int{MstatsHeapSys: 18, MstatsHeapInUse: 18, MstatsHeapReleased: 18, DeltaInPtrScalarBits: 24}
	for _, row := range table() {
		if !slices.Contains(releases(row.minor), row.releases[0]) {
			continue // of an older patch release
		}
		for f := MstatsHeapStats; f <= PTimers; f++ {
			last, ends := until[f]
			if want := row.minor >= later[f] && (!ends || row.minor <= last); want != (row.offsets[f] != absent) {
				t.Errorf("1.%d %s: %s is at %d", row.minor, row.arch, fieldPaths[f][0], row.offsets[f])
			}
		}
	}
}

// What the generator writes of what was read is what was read.
func TestTableText(t *testing.T) {
	var columns []Column
	for i := range table() {
		row := &table()[i]
		columns = append(columns, Column{row.layout(), row.arch, row.releases, row.waitReasons})
	}
	if Text(columns) != tableText {
		t.Error("the table is not as the generator writes it")
	}
}

func TestDamagedTable(t *testing.T) {
	for name, change := range map[string][2]string{
		"a field that is missing":    {"field runtime.g.m ", "# "},
		"fields in another order":    {"field runtime.g.stack.lo ", "field runtime.g.stack.hi "},
		"too many columns":           {"field runtime.g.stack.lo 22*0", "field runtime.g.stack.lo 23*0"},
		"too few columns":            {"field runtime.g.stack.lo 22*0", "field runtime.g.stack.lo 21*0"},
		"no number":                  {"field runtime.g.stack.lo 22*0", "field runtime.g.stack.lo 22*x"},
		"no number of columns":       {"field runtime.g.stack.lo 22*0", "field runtime.g.stack.lo x*0"},
		"a negative number":          {"field runtime.g.stack.lo 22*0", "field runtime.g.stack.lo -22*0"},
		"a reason that is no text":   {`reason "GC assist marking"`, "reason GC"},
		"a reason beyond a byte":     {`reason "GC assist marking" 22*1`, `reason "GC assist marking" 22*256`},
		"a column without a release": {"column 18 amd64 go1.18.10", "column 18 amd64"},
		"another kind of line":       {"# Code", "Code"},
	} {
		damaged := strings.Replace(tableText, change[0], change[1], 1)
		if damaged == tableText {
			t.Errorf("%s: nothing to change", name)
		}
		if _, err := parseTable(damaged); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
