//go:build linux && (amd64 || arm64)

package goroutines_test

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parkscope/native/internal/goroutines"
)

var kinds = []string{"channel", "semaphore", "mutex", "rwmutex", "waitgroup", "cond", "timer", "fd"}

// told is what the program says of one of its waits.
type told struct {
	name     string
	goid     uint64
	kind     string
	addr     uint64
	flags    uint64
	value    float64
	capacity float64
	of       string
}

// runWaits starts the program and reads what it says.
func runWaits(t testing.TB, binary string, arguments ...string) (int, []told) {
	t.Helper()
	command := exec.Command(binary, arguments...)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	var all []told
	for lines := bufio.NewScanner(output); lines.Scan() && lines.Text() != "ready"; {
		parts := strings.Split(lines.Text(), "\t")
		words := append(strings.Fields(parts[2]), "")
		number := func(text string, base int) uint64 {
			n, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), base, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		float := func(text string) float64 {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		all = append(all, told{
			parts[0], number(parts[1], 10), words[0], number(words[1], 16), number(words[2], 10), float(words[3]), float(words[4]),
			strings.ReplaceAll(words[5], "_", " "),
		})
	}
	if len(all) == 0 {
		t.Fatal("the program said nothing")
	}
	return command.Process.Pid, all
}

// The program's own view of its channels, locks, timers and files is what is read.
func TestWaits(t *testing.T) {
	for _, toolchain := range []string{
		"go1.18.10", "go1.19.13", "go1.20.14", "go1.21.13", "go1.22.12", "go1.23.12", "go1.24.13", "go1.25.12", "go1.26.0", "go1.27.4",
	} {
		for name, flags := range map[string][]string{
			"plain": {}, "pie-stripped": {"-buildmode=pie", "-ldflags=-s -w"}, "unoptimised": {"-gcflags=all=-N -l"},
		} {
			if name == "unoptimised" && toolchain != "go1.27.4" && os.Getenv("PARKSCOPE_ALL_BUILDS") == "" {
				continue
			}
			t.Run(toolchain+"/"+name, func(t *testing.T) {
				pid, all := runWaits(t, buildOf(t, "testdata/waits/main.go", toolchain, false, flags...))
				s, _ := snapshot(t, pid)
				if s.Counts.WaitsLost != 0 {
					t.Errorf("%d waits lost", s.Counts.WaitsLost)
				}
				for _, want := range all {
					checkTold(t, s, want)
				}
				checkShared(t, s, all)
			})
		}
	}
}

func checkTold(t *testing.T, s *goroutines.Snapshot, want told) {
	t.Helper()
	var found []goroutines.Object
	var state string
	for _, w := range s.Waits {
		if g := s.Goroutines[w.Goroutine]; g.ID == want.goid {
			state = g.State
			found = append(found, s.Objects[w.Object])
			if isSelect := strings.HasPrefix(want.name, "select"); w.Select != isSelect {
				t.Errorf("%s is a case of a select: %v", want.name, w.Select)
			}
		}
	}
	if len(found) != 1 {
		t.Errorf("%s (goroutine %d [%s]) waits for %+v", want.name, want.goid, state, found)
		return
	}
	o := found[0]
	near := want.value > 1e12 && math.Abs(o.Value-want.value) < 5000
	if kinds[o.Kind] != want.kind || (want.addr != 0 && o.Addr != want.addr) || uint64(o.Flags) != want.flags ||
		(o.Value != want.value && !near) || o.Capacity != want.capacity || o.Type != want.of {
		t.Errorf("%s [%s] waits for %s %+v, not %+v", want.name, state, kinds[o.Kind], o, want)
	}
}

// checkShared: what several wait for is one object, and different ones are different.
func checkShared(t *testing.T, s *goroutines.Snapshot, all []told) {
	t.Helper()
	names := map[uint64]string{}
	for _, want := range all {
		names[want.goid] = want.name
	}
	groups := map[int][]string{}
	for _, w := range s.Waits {
		if name, mine := names[s.Goroutines[w.Goroutine].ID]; mine {
			groups[w.Object] = append(groups[w.Object], name)
		}
	}
	have := map[string]bool{}
	for _, group := range groups {
		slices.Sort(group)
		have[fmt.Sprint(group)] = true
	}
	for _, want := range []string{
		"[mutex mutex mutex]", "[getter getter]", "[reader second writer]", "[late reader writer]", "[not empty not empty not empty]",
		"[not full not full]", "[nil channel select of nil]", "[filler in once]",
	} {
		if !have[want] {
			t.Errorf("no object of %s in %v", want, have)
		}
	}
}

// Many waiters before Go 1.26, where each has to be found on its stack.
func TestManyWaiters(t *testing.T) {
	const many = 5000
	for _, toolchain := range []string{"go1.22.12", "go1.27.4"} {
		pid, _ := runWaits(t, buildOf(t, "testdata/waits/main.go", toolchain, false), "-n", strconv.Itoa(many))
		s, _ := snapshot(t, pid)
		counts := map[string]int{}
		byObject := map[int]int{}
		for _, w := range s.Waits {
			counts[kinds[s.Objects[w.Object].Kind]]++
			byObject[w.Object]++
		}
		largest := map[string]int{}
		for object, n := range byObject {
			kind := kinds[s.Objects[object].Kind]
			largest[kind] = max(largest[kind], n)
		}
		if s.Counts.WaitsLost != 0 || largest["mutex"] != many || largest["cond"] != many || largest["channel"] < many || counts["fd"] < 1000 {
			t.Errorf("%s: %+v, waits %v, of the largest objects %v", toolchain, s.Counts, counts, largest)
		}
	}
}

// Who holds a lock is seen by the structure that the lock is part of, with the function it is in; who waits for it is not said to hold it.
func TestHolds(t *testing.T) {
	for _, toolchain := range []string{"go1.18.10", "go1.22.12", "go1.25.12", "go1.27.4"} {
		for name, flags := range map[string][]string{"plain": {}, "pie-stripped": {"-buildmode=pie", "-ldflags=-s -w"}} {
			t.Run(toolchain+"/"+name, func(t *testing.T) {
				pid, all := runWaits(t, buildOf(t, "testdata/waits/main.go", toolchain, false, flags...))
				s, attached := snapshot(t, pid)
				held, err := attached.Holds(context.Background(), s)
				if err != nil || held.Cut || held.Unread > 2 {
					t.Fatalf("%+v %v", held, err)
				}
				var filler, lock uint64
				for _, line := range all {
					switch line.name {
					case "filler":
						filler = line.goid
					case "getter":
						lock = line.addr
					}
				}
				waits := map[[2]int]bool{}
				for _, w := range s.Waits {
					waits[[2]int{w.Object, w.Goroutine}] = true
				}
				found := false
				for _, hold := range held.Holds {
					g, o := s.Goroutines[hold.Goroutine], s.Objects[hold.Object]
					if waits[[2]int{hold.Object, hold.Goroutine}] {
						t.Errorf("goroutine %d holds what it waits for", g.ID)
					}
					if o.Addr != lock || o.Kind != goroutines.ObjectMutex {
						continue
					}
					if g.ID == filler && hold.Frame >= 0 {
						function := s.Frames[s.Stacks[g.Stack].Frames[hold.Frame]].Function
						found = found || function == "main.(*cache).fill"
					} else if g.ID != 1 && g.ID != filler {
						t.Errorf("goroutine %d [%s] holds the cache's lock", g.ID, g.State)
					}
				}
				if !found {
					t.Errorf("the holder of the lock was not found in %+v", held)
				}
			})
		}
	}
}
