package counters

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parkscope/native/internal/wire"
)

// rows decodes batches into columns by name.
func rows(t *testing.T, batches []wire.Batch) map[string][]float64 {
	return rowsOf(t, "counters", batches)
}

func rowsOf(t *testing.T, name string, batches []wire.Batch) map[string][]float64 {
	t.Helper()
	found := map[string][]float64{}
	for _, batch := range batches {
		if table := batch.Header.Table; table != "counters" && table != "pauses" {
			t.Fatalf("table %q", table)
		}
		if batch.Header.Table != name {
			continue
		}
		at := 0
		for _, column := range batch.Header.Columns {
			for i := range batch.Header.Rows {
				bits := binary.LittleEndian.Uint64(batch.Columns[at+8*i:])
				found[column.Name] = append(found[column.Name], math.Float64frombits(bits))
			}
			at += column.Bytes
		}
	}
	return found
}

// collector takes batches; they are copied, since the table uses its memory again.
type collector struct {
	lock    sync.Mutex
	batches []wire.Batch
}

func (c *collector) send(batch wire.Batch) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	batch.Columns, batch.Header.Columns = slices.Clone(batch.Columns), slices.Clone(batch.Header.Columns)
	c.batches = append(c.batches, batch)
	return nil
}

func take(ctx context.Context, t *testing.T, params string, send func(wire.Batch) error) (wire.Counters, error) {
	t.Helper()
	answer, err := Take(ctx, wire.Raw(params), send)
	if err != nil {
		return wire.Counters{}, err
	}
	counters, is := answer.(wire.Counters)
	if !is {
		t.Fatalf("%T", answer)
	}
	return counters, nil
}

// last is the last number that was read; NaN when none was.
func last(values []float64) float64 {
	for i := len(values) - 1; i >= 0; i-- {
		if !math.IsNaN(values[i]) {
			return values[i]
		}
	}
	return math.NaN()
}

// fake is a source whose numbers are counted.
type fake struct{ reads int }

func (f *fake) columns() []string { return []string{"reads"} }
func (f *fake) notes() []string   { return nil }
func (f *fake) read(_ time.Time, row []float64) ([]float64, error) {
	f.reads++
	if f.reads > 3*held {
		return row, errEnded
	}
	return append(row, float64(f.reads)), nil
}

// A caller that takes nothing for long: sampling goes on, and what does not fit is counted, once.
func TestWithoutCredit(t *testing.T) {
	run := taken{Sampler: &Sampler{sources: []source{&fake{}}}, every: 50 * time.Microsecond}
	gate := make(chan struct{})
	var got collector
	done := make(chan error, 1)
	go func() {
		done <- run.stream(context.Background(), func(batch wire.Batch) error {
			<-gate
			return got.send(batch)
		})
	}()
	for range 2000 {
		time.Sleep(time.Millisecond)
		if len(done) > 0 {
			break
		}
	}
	close(gate)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	table := rows(t, got.batches)
	if run.answer.Dropped == 0 || int64(len(table["tick"])) != run.answer.Taken || run.answer.Taken+run.answer.Dropped != run.answer.Scheduled {
		t.Errorf("%+v, %d rows", run.answer, len(table["tick"]))
	}
}

func TestBadRequests(t *testing.T) {
	for _, params := range []string{`{}`, `[]`, `{"pid":1,"everyMs":9}`, `{"pid":1,"everyMs":60001}`, `{"pid":-1}`, `{"pid":1,"durationMs":-1}`, `{"pid":2000000000}`} {
		if _, err := Take(context.Background(), wire.Raw(params), nil); err == nil {
			t.Errorf("%s is taken", params)
		}
	}
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCgroups(t *testing.T) {
	const v2Mount = "30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
	const v1Mounts = "30 1 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n31 1 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n32 1 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name          string
		mounts, group string
		files         map[string]string
		want          []float64
		note          bool
	}{
		{"version 2, limit above", v2Mount, "0::/a.slice/b.scope\n", map[string]string{
			"sys/fs/cgroup/a.slice/memory.max": "1000\n", "sys/fs/cgroup/a.slice/memory.current": "900\n", "sys/fs/cgroup/a.slice/cpu.max": "max 100000\n",
			"sys/fs/cgroup/a.slice/b.scope/memory.max": "max\n", "sys/fs/cgroup/a.slice/b.scope/memory.current": "300\n",
			"sys/fs/cgroup/a.slice/b.scope/cpu.max": "150000 100000\n", "sys/fs/cgroup/a.slice/b.scope/cpu.stat": "usage_usec 7\nnr_periods 10\nnr_throttled 3\nthrottled_usec 40\n",
		}, []float64{900, 1000, 1.5, 10, 3, 40_000}, false},
		{"version 2, no limits", v2Mount, "0::/a\n", map[string]string{
			"sys/fs/cgroup/a/memory.max": "max\n", "sys/fs/cgroup/a/memory.current": "5\n", "sys/fs/cgroup/a/cpu.stat": "usage_usec 7\n",
		}, []float64{5, inf, inf, nan, nan, nan}, false},
		{"version 1 beside 2", v1Mounts, "4:memory:/x\n3:cpu,cpuacct:/y\n0::/\n", map[string]string{
			"sys/fs/cgroup/memory/x/memory.limit_in_bytes": "9223372036854771712\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "5000\n",
			"sys/fs/cgroup/memory/memory.usage_in_bytes":    "44\n",
			"sys/fs/cgroup/cpu,cpuacct/y/cpu.cfs_quota_us":  "50000\n",
			"sys/fs/cgroup/cpu,cpuacct/y/cpu.cfs_period_us": "100000\n",
			"sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us":    "-1\n",
			"sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us":   "100000\n",
			"sys/fs/cgroup/cpu,cpuacct/y/cpu.stat":          "nr_periods 4\nnr_throttled 2\nthrottled_time 77\n",
		}, []float64{44, 5000, 0.5, 4, 2, 77}, false},
		{"of another namespace", v2Mount, "0::/../other\n", nil, []float64{nan, nan, nan, nan, nan, nan}, true},
		{"mounted in a part", "30 1 0:26 /docker/id /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/docker/id/x\n", map[string]string{
			"sys/fs/cgroup/x/memory.max": "7\n", "sys/fs/cgroup/x/memory.current": "6\n",
		}, []float64{6, 7, inf, nan, nan, nan}, false},
		{"nonsense", "x\n\n1 2 3 4 5 - cgroup2\n", "0:\n::::\n\x00", nil, []float64{nan, nan, nan, nan, nan, nan}, true},
	} {
		root := t.TempDir()
		write(t, root, "proc/self/mountinfo", c.mounts)
		write(t, root, "proc/9/cgroup", c.group)
		for name, text := range c.files {
			write(t, root, name, text)
		}
		group := newCgroup(root, "/proc/9")
		got, err := group.read(time.Now(), nil)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) || (len(group.notes()) > 0) != c.note {
			t.Errorf("%s: %v, %v, %v; want %v", c.name, got, err, group.notes(), c.want)
		}
	}
}

func TestParsers(t *testing.T) {
	voluntary, involuntary := parseSwitches([]byte("Name:\tx\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\nvoluntary_ctxt_switches:\tx\n"))
	if voluntary != 12 || involuntary != 3 {
		t.Errorf("%d %d", voluntary, involuntary)
	}
	if got := (perThread{5, 5, 5}).since(perThread{3, 9, 5}); got != (perThread{2, 5, 0}) {
		t.Errorf("%+v", got)
	}
	for text, want := range map[string][2]uint64{"1 22 3\n": {22, 3}, "1": {}, "1 x": {}, "1 2": {2, 0}, "1 99999999999999999999 3": {0, 3}} {
		if wait, runs := parseSchedule([]byte(text)); wait != want[0] || runs != want[1] {
			t.Errorf("schedstat %q: %d %d", text, wait, runs)
		}
	}
	if got := parseKilobytes([]byte("00-ff ---p [rollup]\nPss:     12 kB\nPss_Dirty: x kB\nLocked: 3\n")); !reflect.DeepEqual(got, map[string]uint64{"Pss": 12}) {
		t.Errorf("%v", got)
	}
	if resident, shared, ok := parseStatm([]byte("10 7 3 1 0 2 0\n")); resident != 7 || shared != 3 || !ok {
		t.Error("statm")
	}
	if got := unescape(`/a\040b\134c\9`); got != `/a b\c\9` {
		t.Errorf("%q", got)
	}
	for _, bad := range []string{"", "1 (x) S", "1 (x) SS" + strings.Repeat(" 1", 30), "1 (x) S" + strings.Repeat(" -1", 30)} {
		if got, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("1 (x) S 1 1 1 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 4711 0"), []byte("30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"))
	f.Add([]byte("4:memory:/x\n0::/\n"), []byte("30 1 0:26 /a\\040 /m rw - cgroup c rw,memory\n"))
	f.Fuzz(func(t *testing.T, one, other []byte) {
		_, _ = parseStat(one)
		_, _, _ = parseStatm(one)
		_, _ = parseSwitches(one)
		_, _ = parseSchedule(one)
		_ = parseKilobytes(one)
		_ = valueOf(one, "nr_periods")
		_ = parseNumber(string(one))
		at := placeOf(one, other, "memory")
		if (at.mount == "") != (at.folder == "") && at.folder == "" {
			t.Errorf("%+v", at)
		}
	})
}
