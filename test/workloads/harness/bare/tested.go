package bare

import (
	"os"
	"testing"
	"time"
)

// test runs the kernel as a test, as most collections of bugs have it; captures are taken by a goroutine of the test binary, which then ends it.
func test(kernel func(fixed bool), fixed bool, captures func()) {
	go func() {
		captures()
		os.Exit(0)
	}()
	matchAll := func(pattern, name string) (bool, error) { return true, nil }
	testing.Main(matchAll, []testing.InternalTest{{Name: "TestKernel", F: func(*testing.T) {
		kernel(fixed)
		// As tests that look for leaks do.
		time.Sleep(time.Hour)
	}}}, nil, nil)
}
