package target

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

const statOfBash = "1234 (bash) S 1233 1234 1234 34816 1300 4194304 1726 3310 0 2 15 7 2 3 20 0 1 0 61234 8679424 1347 18446744073709551615 1 1 0 0 0 0 65536 3686404 1266761467 1 0 0 17 1 0 0 0 0 0 1 1 1 1 1 1 1 0\n"

func TestParseStat(t *testing.T) {
	got, err := parseStat([]byte(statOfBash))
	want := procStat{name: "bash", state: "S", ppid: 1233, cpuTicks: 22, threads: 1, startTicks: 61234, rssPages: 1347}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	// A process may call itself anything: the name of another's whole line, newlines, invalid UTF-8.
	for _, name := range []string{"a) R 1 (b", "x y", ")", "(", "", "a\nb"} {
		got, err := parseStat([]byte(strings.Replace(statOfBash, "bash", name, 1)))
		if want.name = name; err != nil || got != want {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
	if got, err := parseStat([]byte(strings.Replace(statOfBash, "bash", "\xff", 1))); err != nil || got.name != "\uFFFD" {
		t.Errorf("%q, %v", got.name, err)
	}
	for _, bad := range []string{"", "1 bash S 1", ")(", "1 (bash) S 1", strings.Replace(statOfBash, " 61234 ", " -1 ", 1), strings.Replace(statOfBash, " S ", " SS ", 1)} {
		if got, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q is read as %+v", bad, got)
		}
	}
}

func TestParseStatus(t *testing.T) {
	const text = "Name:\tUid:\t7\nUmask:\t0022\nUid:\t1000\t1001\t1000\t1000\nGid:\t100\t101\t100\t100\nCapPrm:\t0000000000080000\nCapEff:\t0000000000000001\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t1\n"
	got, err := parseStatus([]byte(text))
	want := procStatus{uid: 1001, gid: 101, permitted: capSysPtrace, effective: 1, bounding: 0x1ffffffffff, noNewPrivs: true}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "Name:\tx\n", "Uid:\t1\n", "Uid:\t1\t1\n", "Uid:\tx\ty\nGid:\t1\t1\n", "Uid:\t1\t1\nGid:\t1\n", "Uid:\t1\t1\nGid:\t1\t1\nCapEff:\tzz\n"} {
		if got, err := parseStatus([]byte(bad)); err == nil {
			t.Errorf("%q is read as %+v", bad, got)
		}
	}
}

func TestParseCommand(t *testing.T) {
	long := strings.Repeat("ä", maxCommandBytes)
	for _, c := range []struct {
		text string
		cut  bool
		want string
	}{
		{"", false, ""},
		{"/bin/sh\x00-c\x00a b\x00", false, "/bin/sh -c a b"},
		{"nginx: master process\x00\x00\x00", false, "nginx: master process"},
		{"x\xffy", false, "x\uFFFDy"},
		{long, false, strings.Repeat("ä", maxCommandBytes/2) + "…"},
		{"x" + long, false, "x" + strings.Repeat("ä", maxCommandBytes/2-1) + "…"},
		{strings.Repeat("a", maxCommandBytes), true, strings.Repeat("a", maxCommandBytes) + "…"},
	} {
		if got := parseCommand([]byte(c.text), c.cut); got != c.want {
			t.Errorf("%.20q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestParseContainer(t *testing.T) {
	id := strings.Repeat("0123456789abcdef", 4)
	for text, want := range map[string]string{
		"":                                 "",
		"0::/user.slice/user-1000.slice\n": "",
		"0::/system.slice/docker-" + id + ".scope\n":                                             id,
		"12:pids:/docker/" + id + "\n11:memory:/docker/" + id + "\n":                             id,
		"0::/kubepods.slice/kubepods-pod0a1b.slice/cri-containerd-" + id + ".scope\n":            id,
		"0::/machine.slice/libpod-" + id + ".scope/container\n":                                  id,
		"0::/docker/" + strings.Repeat("f", 64) + "/docker/" + id + "\n":                         id,
		"0::/docker/" + id + "0\n":                                                               "",
		"0::/docker/" + strings.ToUpper(id) + "\n":                                               "",
		"0::/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-1234567890\n": "",
	} {
		got := parseContainer([]byte(text))
		if (got == nil) != (want == "") || got != nil && *got != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
}

func TestParseReadableMapping(t *testing.T) {
	const maps = "00010000-00020000 ---p 00000000 00:00 0 \n00400000-00401000 r--p 00000000 fd:01 123  /srv/r--p\n00401000-00500000 r-xp 00001000 fd:01 123"
	if got, found := parseReadableMapping([]byte(maps)); !found || got != 0x400000 {
		t.Errorf("%x %v", got, found)
	}
	for _, bad := range []string{"", "\n", "zz-1 r--p", "00400000 r--p", "00400000-00401000 -w-p"} {
		if got, found := parseReadableMapping([]byte(bad)); found {
			t.Errorf("%q: %x", bad, got)
		}
	}
}

func TestParseHidden(t *testing.T) {
	const mount = "22 26 0:21 / %s rw,nosuid - proc proc rw%s\n"
	for text, want := range map[string]bool{
		fmt.Sprintf(mount, "/proc", ""):                   false,
		fmt.Sprintf(mount, "/proc", ",hidepid=invisible"): true,
		fmt.Sprintf(mount, "/proc", ",gid=5,hidepid=2"):   true,
		fmt.Sprintf(mount, "/proc", ",hidepid=noaccess"):  false,
		fmt.Sprintf(mount, "/srv/proc", ",hidepid=2"):     false,
		"22 26 0:21 / /proc rw - tmpfs hidepid=2 rw\n":    false,
		"": false,
	} {
		if got := parseHidden([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestParseBootTime(t *testing.T) {
	if got, err := parseBootTime([]byte("cpu 1 2\nbtime 1790000000\nprocesses 5\n")); err != nil || got != 1790000000 {
		t.Errorf("%d, %v", got, err)
	}
	if _, err := parseBootTime([]byte("xbtime 1\n")); err == nil {
		t.Error("no btime is no error")
	}
}

// What processes write into /proc is theirs: no bytes may panic, and what goes on the wire is bounded valid UTF-8.
func FuzzProcFiles(f *testing.F) {
	for _, seed := range []string{statOfBash, "Uid:\t1\t1\nGid:\t1\t1\nCapEff:\t0\n", "/bin/sh\x00-c\x00", "0::/docker/" + strings.Repeat("a", 64), "00400000-00401000 r--p 0", "btime 1", "1 2 0:1 / /proc rw - proc proc hidepid=2"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if stat, err := parseStat(text); err == nil && (!utf8.ValidString(stat.name) || len(stat.state) != 1) {
			t.Errorf("%+v", stat)
		}
		command := parseCommand(text, false)
		if !utf8.ValidString(command) || len(command) > 3*maxCommandBytes+len("…") {
			t.Errorf("command of %d bytes", len(command))
		}
		if id := parseContainer(text); id != nil && len(*id) != containerIDLength {
			t.Errorf("container %q", *id)
		}
		_, _ = parseStatus(text)
		_, _ = parseReadableMapping(text)
		_, _ = parseBootTime(text)
		_, _ = parseEntry(text)
		_ = parseHidden(text)
	})
}
