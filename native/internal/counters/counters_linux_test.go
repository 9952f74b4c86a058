package counters

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parkscope/native/internal/wire"
)

func child(t *testing.T, script string) *exec.Cmd {
	t.Helper()
	command := exec.Command("sh", "-c", script)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	return command
}

func TestRealProcess(t *testing.T) {
	process := child(t, "exec 7</dev/null; i=0; while :; do i=$((i+1)); done")
	var got collector
	answer, err := take(context.Background(), t, fmt.Sprintf(`{"pid":%d,"everyMs":20,"durationMs":1000}`, process.Process.Pid), got.send)
	if err != nil {
		t.Fatal(err)
	}
	table := rows(t, got.batches)
	if answer.Ended || answer.Taken < 5 || answer.Scheduled != 50 || answer.Taken+answer.Dropped != 50 || int64(len(table["tick"])) != answer.Taken {
		t.Errorf("%+v, %d rows", answer, len(table["tick"]))
	}
	missed := 0.0
	for i, tick := range table["tick"] {
		if i > 0 && tick != table["tick"][i-1]+1+table["dropped"][i] {
			t.Errorf("row %d: tick %v after %v with %v dropped", i, tick, table["tick"][i-1], table["dropped"][i])
		}
		if table["lateNs"][i] < 0 || table["costNs"][i] <= 0 || table["atMs"][i] < 1e12 {
			t.Errorf("row %d: late %v, cost %v, at %v", i, table["lateNs"][i], table["costNs"][i], table["atMs"][i])
		}
		missed += table["dropped"][i]
	}
	for name, within := range map[string][2]float64{
		"cpuNs": {1e6, 1e12}, "threads": {1, 1}, "rssBytes": {1e5, 1e9}, "pssBytes": {1e4, 1e9}, "files": {4, 20}, "minorFaults": {10, 1e6},
		"involuntarySwitches": {0, 1e9}, "voluntarySwitches": {0, 1e9}, "anonymousBytes": {1e3, 1e9}, "swapBytes": {0, 1e9},
		"runQueueNs": {0, 1e12}, "userNs": {0, 1e12}, "majorFaults": {0, 1e6}, "fileBytes": {1e4, 1e9},
	} {
		if value := last(table[name]); !(value >= within[0] && value <= within[1]) {
			t.Errorf("%s: %v is not in %v", name, value, within)
		}
	}
	cpu := table["cpuNs"]
	for i := range cpu {
		if i > 0 && cpu[i] < cpu[i-1] {
			t.Errorf("CPU time goes back: %v", cpu)
		}
	}
	if missed > float64(answer.Dropped) {
		t.Errorf("%v missed, %d dropped", missed, answer.Dropped)
	}
}

func TestTheProcessEnds(t *testing.T) {
	process := child(t, "sleep 0.3")
	var got collector
	answer, err := take(context.Background(), t, fmt.Sprintf(`{"pid":%d,"everyMs":10}`, process.Process.Pid), got.send)
	if err != nil || !answer.Ended || len(rows(t, got.batches)["tick"]) == 0 {
		t.Errorf("%+v, %v", answer, err)
	}
}

// A Go program, here this test: rows have what its runtime counts, and each pause comes once, also when the step changes.
func TestTheGoRuntime(t *testing.T) {
	sampler, err := Open(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	var got collector
	for _, every := range []time.Duration{10 * time.Millisecond, 20 * time.Millisecond} {
		runtime.GC()
		done := make(chan error, 1)
		go func() { done <- sampler.Stream(context.Background(), every, 300*time.Millisecond, got.send) }()
		for range 3 {
			time.Sleep(20 * time.Millisecond)
			runtime.GC()
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if err := sampler.Close(); err != nil {
		t.Error(err)
	}
	for _, note := range sampler.Answer().Notes {
		if strings.Contains(note, "runtime") {
			t.Error(note)
		}
	}
	table, pauses := rows(t, got.batches), rowsOf(t, "pauses", got.batches)
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	for name, within := range map[string][2]float64{
		"heapInUseBytes": {1e5, float64(stats.HeapSys)}, "runtimeSysBytes": {1e6, 1e9}, "gcCycles": {8, float64(stats.NumGC)}, "goroutines": {3, 50},
		"gomaxprocs": {float64(runtime.GOMAXPROCS(0)), float64(runtime.GOMAXPROCS(0))}, "goMemoryLimitBytes": {1, math.Inf(1)},
	} {
		if value := last(table[name]); !(value >= within[0] && value <= within[1]) {
			t.Errorf("%s: %v is not in %v", name, value, within)
		}
	}
	if len(pauses["cycle"]) < 8 {
		t.Fatalf("%d pauses", len(pauses["cycle"]))
	}
	for i, cycle := range pauses["cycle"] {
		if i > 0 && cycle != pauses["cycle"][i-1]+1 {
			t.Errorf("cycle %v after %v", cycle, pauses["cycle"][i-1])
		}
		if pauses["pauseNs"][i] <= 0 || pauses["atMs"][i] < 1e12 {
			t.Errorf("cycle %v: %v ns at %v", cycle, pauses["pauseNs"][i], pauses["atMs"][i])
		}
	}
}

// What is no Go program has no such columns, and a note says why.
func TestNoGoRuntime(t *testing.T) {
	process := child(t, "sleep 60")
	var got collector
	answer, err := take(context.Background(), t, fmt.Sprintf(`{"pid":%d,"everyMs":10,"durationMs":50}`, process.Process.Pid), got.send)
	if err != nil {
		t.Fatal(err)
	}
	if _, is := rows(t, got.batches)["heapInUseBytes"]; is || !strings.Contains(strings.Join(answer.Notes, " "), "What its Go runtime counts is not known: ") {
		t.Errorf("%v", answer.Notes)
	}
}

func TestCancelled(t *testing.T) {
	process := child(t, "sleep 60")
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := take(ctx, t, fmt.Sprintf(`{"pid":%d}`, process.Process.Pid), func(wire.Batch) error { return nil }); err == nil {
		t.Error("it ended without an error")
	}
}

// A thread's switches are counted however few ran since, when threads end, and beyond those whose files are kept open.
func TestThreads(t *testing.T) {
	process, err := newProcess("/proc/self", func() (int64, error) { return 0, nil })
	if err != nil {
		t.Fatal(err)
	}
	counted := newThreads("/proc/self", process.threads)
	now := time.Now()
	sums := func() perThread {
		now = now.Add(time.Hour) // its pace is not what is tried
		if _, err := process.read(now, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := counted.read(now, nil); err != nil {
			t.Fatal(err)
		}
		return counted.sums
	}
	before := sums()
	if before.voluntary == 0 || len(counted.known) < 2 {
		t.Fatalf("%+v of %d threads", before, len(counted.known))
	}
	block := func(threads, times int) {
		var all sync.WaitGroup
		for range threads {
			all.Add(1)
			go func() {
				defer all.Done()
				runtime.LockOSThread() // without Unlock: the thread ends with the goroutine
				for range times {
					time.Sleep(time.Millisecond) // its thread waits with it
				}
			}()
		}
		all.Wait()
	}
	const many = maxOpen + 40
	done := make(chan bool)
	go func() {
		block(many, 400)
		close(done)
	}()
	for running := true; running && len(counted.known) <= many; {
		sums()
		select {
		case <-done:
			running = false
		default:
		}
	}
	during := counted.sums
	if counted.open > maxOpen || len(counted.known) <= many {
		t.Errorf("%d open of %d", counted.open, len(counted.known))
	}
	if during.voluntary < before.voluntary+many {
		t.Errorf("%+v after %+v", during, before)
	}
	<-done
	// Twice: what has ended is seen at the first reading, and the list is made anew at the next.
	sums()
	after := sums()
	if after.voluntary < during.voluntary || after.waitNs < during.waitNs {
		t.Errorf("%+v after %+v", after, during)
	}
	if err := counted.close(); err != nil || counted.open != 0 || len(counted.known) != 0 {
		t.Errorf("%v, %d open", err, counted.open)
	}
	if err := process.close(); err != nil {
		t.Error(err)
	}
}
