package native_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// ofThisProcess are packages whose tests look at no other process, but for those named: the emulator has no process_vm_readv, ptrace and perf
// events. What those read of arm64 is tried on programs that run (TestOracleOfArm64 of goroutines).
var ofThisProcess = map[string]struct{ only, not string }{
	"internal/counters":      {not: "^(TestTheGoRuntime|TestThreads)$"},
	"internal/elevated":      {},
	"internal/finish":        {},
	"internal/goroutines":    {only: "^(TestClean|TestIndexIsAMap|Fuzz.*)$"},
	"internal/layout":        {},
	"internal/memory":        {},
	"internal/pclntab":       {},
	"internal/perfprof":      {only: "^(TestDecode|TestRegistersAndStack|TestStacks|TestMappings|Fuzz.*)$"},
	"internal/runtimestats":  {only: "^(TestEveryRowFits|TestSearchForProcessors|Fuzz.*)$"},
	"internal/session":       {},
	"internal/symbols":       {},
	"internal/target":        {},
	"internal/target/core":   {},
	"internal/target/kernel": {},
	"internal/wallclock":     {only: "^(TestIsLookedAt|TestCounts)$"},
	"internal/watch":         {only: "^(TestBudgetIsKept|TestSearchesAreWithinTheBudget|TestLimitsAreLifted|TestMissedMomentsAreCounted|TestSlowdown|TestMachineTimes)$"},
	"internal/wire":          {},
}

// The tests that an emulator can run, compiled for arm64.
func TestOnArm64(t *testing.T) {
	if runtime.GOARCH == "arm64" {
		t.Skip("this is arm64: every test runs on it")
	}
	emulator, err := exec.LookPath("qemu-aarch64")
	if err != nil {
		t.Skip("arm64 is compiled but not tried: there is no qemu-aarch64 (package qemu-user)")
	}
	for name, which := range ofThisProcess {
		t.Run(name, func(t *testing.T) {
			arguments := []string{"test", "-exec", emulator, "-v"}
			if which.only != "" {
				arguments = append(arguments, "-run", which.only)
			}
			if which.not != "" {
				arguments = append(arguments, "-skip", which.not)
			}
			command := exec.Command("go", append(arguments, "./"+name)...)
			command.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if passed := strings.Count(string(out), "--- PASS: "); passed == 0 {
				t.Errorf("nothing was tried:\n%s", out)
			}
		})
	}
}
