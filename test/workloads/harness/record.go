package harness

import (
	"encoding/json"
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
	}
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
