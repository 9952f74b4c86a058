//go:build linux && (amd64 || arm64)

package runtimestats_test

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// traced are the milliseconds of mark assists in a line of GODEBUG=gctrace=1: those behind the first plus of its CPU times.
var traced = regexp.MustCompile(`(?m), [0-9.]+\+([0-9.]+)/`)

// lastDigit is what one more in it would add: the runtime cuts what it prints (mgc.go, fmtNSAsMS).
func lastDigit(number string) float64 {
	_, decimals, _ := strings.Cut(number, ".")
	return math.Pow10(-len(decimals))
}

// While goroutines mark for what they allocate, the time of that grows to what the program says: its own sum or, before there was one,
// what it printed of each cycle.
func TestAssists(t *testing.T) {
	for _, c := range []struct{ toolchain, flags string }{
		{"go1.18.10", ""}, {"go1.19.13", "-s -w"}, {"go1.20.14", ""}, {"go1.22.12", "-s -w"}, {"go1.25.12", "-s -w"}, {"local", ""}, {"go1.27.4", ""}, {"go1.27.4", "-s -w"},
	} {
		t.Run(c.toolchain+" ldflags "+c.flags, func(t *testing.T) {
			var trace bytes.Buffer
			p := prepare(t, build(t, c.toolchain, false, "-ldflags="+c.flags), []string{"GODEBUG=gctrace=1"}, "-parked", "2000")
			p.Stderr = &trace
			p.start(t)
			before, _ := p.say(t, "s")
			r := attach(t, p)
			last := read(t, r)["gcAssistNs"]
			earlier := last
			done := make(chan map[string]float64, 1)
			go func() {
				own, _ := p.say(t, "c")
				done <- own
			}()
			var own map[string]float64
			for own == nil {
				select {
				case own = <-done:
				case <-time.After(200 * time.Microsecond):
				}
				now := read(t, r)["gcAssistNs"]
				if !(now >= last) {
					t.Fatalf("%v ns after %v", now, last)
				}
				last = now
			}
			grown := last - earlier
			if want, says := own["gcAssistNs"]; says {
				if last != want || want <= before["gcAssistNs"] {
					t.Errorf("%v ns, the program says %v, before %v", last, want, before["gcAssistNs"])
				}
				return
			}
			if err := p.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = p.Wait()
			printed, cut, cycles := 0.0, 0.0, 0
			for _, line := range traced.FindAllSubmatch(trace.Bytes(), -1) {
				ms, err := strconv.ParseFloat(string(line[1]), 64)
				if err != nil {
					t.Fatal(err)
				}
				if cycles++; float64(cycles) > before["gcCycles"] {
					printed += ms * 1e6
					cut += lastDigit(string(line[1])) * 1e6
				}
			}
			if !(grown <= printed+cut) || len(r.Notes()) == 0 && grown < printed || printed == 0 {
				t.Errorf("%v ns in %d cycles, printed %v, cut by %v at most; %v", grown, cycles, printed, cut, r.Notes())
			}
		})
	}
}
