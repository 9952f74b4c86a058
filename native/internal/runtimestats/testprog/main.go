// A program that says what its own runtime counts, for the tests of runtimestats. For each line on its input it prints a line of numbers:
// it flushes its counts first (ReadMemStats), then allocates nothing until the next line. -spin N burns N goroutines, -timers N waits for N.
package main

import (
	"flag"
	"math"
	"math/rand"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"
)

var kept [][]byte

func main() {
	spin := flag.Int("spin", 0, "")
	timers := flag.Int("timers", 0, "")
	parked := flag.Int("parked", 0, "")
	flag.Parse()
	for i := 0; i < *spin; i++ {
		go func() {
			n := 0
			for {
				n++
			}
		}()
	}
	for i := 0; i < *timers; i++ {
		time.AfterFunc(time.Hour, func() {})
	}
	block := make(chan int)
	for i := 0; i < *parked; i++ {
		go func() { <-block }()
	}
	// Some that end, so that ended ones are kept for the next.
	for i := 0; i < 100; i++ {
		go func() {}()
	}
	for i := 0; i < 400; i++ {
		kept = append(kept, make([]byte, 10_000))
	}
	runtime.GC()
	kept = kept[:100]
	runtime.GC()
	debug.FreeOSMemory()
	input := make([]byte, 16)
	output := make([]byte, 0, 16<<10)
	stats := new(runtime.MemStats)
	// From Go 1.20 on.
	assists := []metrics.Sample{{Name: "/cpu/classes/gc/mark/assist:cpu-seconds"}}
	metrics.Read(assists)
	for {
		n, err := os.Stdin.Read(input)
		if err != nil {
			return
		}
		switch input[0] {
		case 'g':
			runtime.GC()
		case 'a':
			kept = append(kept, make([]byte, 1<<20), make([]byte, 100), make([]byte, 3000))
		case 'p':
			old := runtime.GOMAXPROCS(0)
			runtime.GOMAXPROCS(old%4 + 1)
		case 'c': // garbage, for as long as a second; then no cycle runs or begins until the next line
			debug.SetGCPercent(100)
			for end := time.Now().Add(time.Second); time.Now().Before(end); {
				kept = append(kept[:100], make([]byte, 1<<16))
				if rand.Intn(50) == 0 {
					kept = append(kept, make([]byte, 4<<20))
				}
			}
			debug.SetGCPercent(-1)
		case 'm': // many cycles, more than the runtime keeps pauses of
			for i := 0; i < 300; i++ {
				runtime.GC()
			}
		}
		_ = n
		metrics.Read(assists)
		runtime.ReadMemStats(stats)
		output = output[:0]
		put := func(name string, value uint64) {
			output = append(output, name...)
			output = append(output, '=')
			output = strconv.AppendUint(output, value, 10)
			output = append(output, ' ')
		}
		put("heapInUseBytes", stats.HeapInuse)
		put("heapReleasedBytes", stats.HeapReleased)
		put("heapFreeBytes", stats.HeapIdle-stats.HeapReleased)
		put("heapGoalBytes", stats.NextGC)
		put("stackInUseBytes", stats.StackInuse)
		put("runtimeSysBytes", stats.Sys)
		put("allocatedBytes", stats.TotalAlloc)
		put("freedBytes", stats.TotalAlloc-stats.Alloc)
		put("objectsAllocated", stats.Mallocs)
		put("objectsFreed", stats.Frees)
		put("gcCycles", uint64(stats.NumGC))
		put("gcForced", uint64(stats.NumForcedGC))
		put("gcPauseTotalNs", stats.PauseTotalNs)
		put("goroutines", uint64(runtime.NumGoroutine()))
		put("gomaxprocs", uint64(runtime.GOMAXPROCS(0)))
		if assists[0].Value.Kind() == metrics.KindFloat64 {
			put("gcAssistNs", uint64(math.Round(assists[0].Value.Float64()*1e9)))
		}
		last := stats.PauseNs
		for i := range last {
			if stats.PauseEnd[i] != 0 {
				put("pause", stats.PauseEnd[i])
				put("ns", last[i])
			}
		}
		output = append(output, '\n')
		if _, err := os.Stdout.Write(output); err != nil {
			return
		}
	}
}
