//go:build linux && (amd64 || arm64)

package watch

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"parkscope/native/internal/wire"
)

var built struct {
	once   sync.Once
	folder string
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.folder != "" {
		_ = os.RemoveAll(built.folder)
	}
	os.Exit(code)
}

// start runs the test program, which is built once.
func start(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "parkscope-watch"); built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(built.folder, "testprog"), "../testprog")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	program := exec.Command(filepath.Join(built.folder, "testprog"), arguments...)
	input, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
		_ = input.Close()
	})
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%q %v", line, err)
	}
	return program
}

// taken is what a watch sent, as the other side adds it up.
type taken struct {
	t          *testing.T
	lock       sync.Mutex
	rows       map[string]int
	goroutines map[float64]bool
	objects    map[uint32]bool
	waits      int
	moments    []map[string]float64
	facts      map[string]string
	// on is called after each moment.
	on func(moment int)
}

func newTaken(t *testing.T) *taken {
	return &taken{t: t, rows: map[string]int{}, goroutines: map[float64]bool{}, objects: map[uint32]bool{}, facts: map[string]string{}}
}

// column gives the bytes of a column.
func column(b wire.Batch, name string) []byte {
	at := 0
	for _, c := range b.Header.Columns {
		if c.Name == name {
			return b.Columns[at : at+c.Bytes]
		}
		at += (c.Bytes + 7) &^ 7
	}
	return nil
}

func numbersOf(b wire.Batch, name string) []float64 {
	raw := column(b, name)
	values := make([]float64, 0, b.Header.Rows)
	for ; len(raw) >= 8; raw = raw[8:] {
		values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
	}
	return values
}

func words(b wire.Batch, name string) []uint32 {
	raw := column(b, name)
	values := make([]uint32, 0, b.Header.Rows)
	for ; len(raw) >= 4; raw = raw[4:] {
		values = append(values, binary.LittleEndian.Uint32(raw))
	}
	return values
}

func (s *taken) send(b wire.Batch) error {
	payload, err := wire.EncodeBatch(b)
	if err != nil {
		return err
	}
	if b, err = wire.DecodeBatch(payload); err != nil {
		return err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	rows := s.rows[b.Header.Table]
	s.rows[b.Header.Table] += b.Header.Rows
	switch b.Header.Table {
	case "facts":
		key, value := texts(b, "key"), texts(b, "value")
		for i := range key {
			s.facts[key[i]] = value[i]
		}
	case "goroutines":
		stack, creator := words(b, "stack"), words(b, "creator")
		for i, id := range numbersOf(b, "id") {
			s.goroutines[id] = true
			s.within("stack", int64(int32(stack[i])), "stacks")
			s.within("creator", int64(int32(creator[i])), "frames")
		}
	case "gone":
		for _, id := range numbersOf(b, "id") {
			if !s.goroutines[id] {
				s.t.Errorf("goroutine %v is gone and was not there", id)
			}
			delete(s.goroutines, id)
		}
	case "objects":
		for _, number := range words(b, "object") {
			s.objects[number] = true
		}
	case "waits":
		goroutine, object := numbersOf(b, "goroutine"), words(b, "object")
		for i := range goroutine {
			if !s.goroutines[goroutine[i]] || !s.objects[object[i]] {
				s.t.Errorf("goroutine %v waits for object %d", goroutine[i], object[i])
			}
		}
		s.waits += len(goroutine)
	case "moments":
		for i := range b.Header.Rows {
			row := make(map[string]float64, len(b.Header.Columns))
			for _, c := range b.Header.Columns {
				row[c.Name] = numbersOf(b, c.Name)[i]
			}
			if int(row["moment"]) != rows+i || int(row["goroutines"]) != len(s.goroutines) {
				s.t.Errorf("%d goroutines at moment %d: %v", len(s.goroutines), rows+i, row)
			}
			s.moments = append(s.moments, row)
			if s.on != nil {
				s.on(rows + i)
			}
		}
	}
	return nil
}

func (s *taken) within(what string, row int64, table string) {
	if row < -1 || row >= int64(s.rows[table]) {
		s.t.Errorf("%s %d of %d", what, row, s.rows[table])
	}
}

func texts(b wire.Batch, name string) []string {
	raw := column(b, name)
	var all []string
	begin := uint32(0)
	for i := range b.Header.Rows {
		end := binary.LittleEndian.Uint32(raw[4*i:])
		all = append(all, string(raw[4*b.Header.Rows:][begin:end]))
		begin = end
	}
	return all
}

func params(pid int, everyMs int) wire.Raw {
	return wire.Raw(fmt.Sprintf(`{"pid":%d,"goroutinesEveryMs":%d,"countersEveryMs":20,"budgetPercent":1000,"holders":true}`, pid, everyMs))
}

// The process ends while it is read, again and again: the watch says so, and what it sent adds up.
func TestProcessEndsWhileItIsRead(t *testing.T) {
	for round := range 8 {
		program := start(t, "-churn", "-n", "5000")
		state := newTaken(t)
		state.on = func(moment int) {
			if moment == 1 {
				go func() {
					time.Sleep(time.Duration(round) * 3 * time.Millisecond)
					_ = program.Process.Kill()
				}()
			}
		}
		answer, err := new(Watches).Take(context.Background(), params(program.Process.Pid, 20), state.send)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		watched, is := answer.(wire.Watch)
		if !is || !watched.Ended || watched.Reason == "" || watched.Moments != int64(len(state.moments)) || watched.Moments < 2 {
			t.Errorf("round %d: %+v, %d moments", round, answer, len(state.moments))
		}
	}
}

// Stacks grow and move, goroutines start and end, garbage is collected every 10 ms, among many that wait.
func TestChurnAmongMany(t *testing.T) {
	program := start(t, "-churn", "-spin", "-n", "50000")
	state := newTaken(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	state.on = func(moment int) {
		if moment == 15 {
			stop()
		}
	}
	if _, err := new(Watches).Take(ctx, params(program.Process.Pid, 100), state.send); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	last := state.moments[len(state.moments)-1]
	if last["kept"] < 45_000 || last["goroutines"] < 50_000 || last["torn"] > 5 {
		t.Errorf("%v", last)
	}
	if state.rows["counters"] == 0 || state.waits < 50_000 || state.facts["pid"] != strconv.Itoa(program.Process.Pid) || state.facts["gomaxprocs"] != strconv.Itoa(runtime.GOMAXPROCS(0)) {
		t.Errorf("%v, %v", state.rows, state.facts)
	}
	searched := slices.ContainsFunc(state.moments, func(row map[string]float64) bool { return row["holdsRead"] == 1 })
	if !searched {
		t.Error("holders were not looked for")
	}
}

// Nobody takes what is sent: moments are missed and counted, nothing is kept for later.
func TestWithoutCredit(t *testing.T) {
	program := start(t)
	state := newTaken(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	state.on = func(moment int) {
		if moment == 3 {
			stop()
		}
	}
	_, err := new(Watches).Take(ctx, params(program.Process.Pid, 20), func(b wire.Batch) error {
		if b.Header.Table == "moments" && len(state.moments) == 1 {
			time.Sleep(300 * time.Millisecond)
		}
		return state.send(b)
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	missed := 0.0
	for _, row := range state.moments {
		missed += row["dropped"]
	}
	if missed < 10 {
		t.Errorf("%v moments were missed", missed)
	}
}

func TestWhatIsNoWatch(t *testing.T) {
	watches := new(Watches)
	for _, bad := range []string{`{"pid":0}`, `{"pid":1,"goroutinesEveryMs":1}`, `{"pid":1,"countersEveryMs":70000}`, `{"pid":1,"budgetPercent":0}`, `[]`} {
		_, err := watches.Take(context.Background(), wire.Raw(bad), func(wire.Batch) error { return io.EOF })
		var known *wire.Error
		if !errors.As(err, &known) || known.Code != wire.CodeBadRequest {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, bad := range []string{`{"call":1,"goroutinesEveryMs":100,"countersEveryMs":100}`, `{"call":1}`} {
		if _, err := watches.Pace(context.Background(), wire.Raw(bad)); err == nil {
			t.Errorf("%s changed the pace", bad)
		}
	}
	_, err := watches.Take(context.Background(), wire.Raw(`{"pid":1999999999}`), func(wire.Batch) error { return nil })
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeGone {
		t.Errorf("%v", err)
	}
}

// What cannot be sent ends the watch.
func TestSendingFails(t *testing.T) {
	program := start(t)
	_, err := new(Watches).Take(context.Background(), params(program.Process.Pid, 20), func(b wire.Batch) error {
		if b.Header.Table == "moments" {
			return io.ErrClosedPipe
		}
		return nil
	})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}
