package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

// record takes all captures of one run, each moment at its time after the start whatever the one before it took.
func record(o options) {
	first := time.Now().Add(o.warm)
	for k := 1; k <= o.moments; k++ {
		time.Sleep(time.Until(first.Add(time.Duration(k-1) * o.every)))
		moment(o, k)
	}
	// Last: its marks stay on the goroutines and would show in every later capture.
	if profile := pprof.Lookup("goroutineleak"); o.leakProfile && profile != nil {
		write(o, 1, "leak.txt", func(w io.Writer) error { return profile.WriteTo(w, 2) })
	}
}

func moment(o options, k int) {
	goroutines := pprof.Lookup("goroutine")
	write(o, k, "debug0.pb.gz", func(w io.Writer) error { return goroutines.WriteTo(w, 0) })
	write(o, k, "debug1.txt", func(w io.Writer) error { return goroutines.WriteTo(w, 1) })
	write(o, k, "debug2.txt", func(w io.Writer) error { return goroutines.WriteTo(w, 2) })
	runtime.GC()
	write(o, k, "heap.pb.gz", func(w io.Writer) error { return pprof.Lookup("heap").WriteTo(w, 0) })
	if o.memStats {
		write(o, k, "memstats.json", func(w io.Writer) error {
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			return json.NewEncoder(w).Encode(&stats)
		})
		write(o, k, "metrics.txt", scrape)
	}
}

// scrape writes what a metrics endpoint says of the memory of the process; nothing where the system does not tell.
func scrape(w io.Writer) error {
	statm, err := os.ReadFile("/proc/self/statm")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(statm), &size, &resident); err != nil {
		return err
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	for _, gauge := range []struct {
		name  string
		value float64
	}{
		{"process_resident_memory_bytes", float64(resident) * float64(os.Getpagesize())},
		{"go_memstats_sys_bytes", float64(stats.Sys)},
		{"go_memstats_heap_released_bytes", float64(stats.HeapReleased)},
		{"go_goroutines", float64(runtime.NumGoroutine())},
	} {
		if _, err := fmt.Fprintf(w, "# TYPE %s gauge\n%s %g\n", gauge.name, gauge.name, gauge.value); err != nil {
			return err
		}
	}
	return nil
}

func write(o options, k int, what string, to func(io.Writer) error) {
	file, err := os.Create(filepath.Join(o.out, fmt.Sprintf("%d.%s", k, what)))
	if err == nil {
		err = to(file)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		fail(err)
	}
}
