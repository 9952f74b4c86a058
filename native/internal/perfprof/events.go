package perfprof

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"parkscope/native/internal/target"
	"parkscope/native/internal/target/kernel"
)

// events are those of one process: each thread on each processor, since only then the kernel lets threads that are started later
// inherit them; all events of a processor write into one ring.
type events struct {
	open  []*kernel.Event
	rings []*kernel.Ring
	// leaders own the rings, by processor.
	leaders map[int]*kernel.Event
	// threads that are sampled, and those that could not be for want of file descriptors.
	threads, missed int
	// kernel: time inside the kernel is sampled, too.
	kernel bool
	buffer []byte
}

// maxEvents bounds the file descriptors: 64 threads on 64 processors.
const maxEvents = 4096

// openEvents prepares sampling of a process. The error of a kernel that refuses is a *wire.Error.
func openEvents(pid int, periodNs uint64) (e *events, err error) {
	e = &events{leaders: map[int]*kernel.Event{}, kernel: true}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
			e = nil
		}
	}()
	processors, err := onlineProcessors()
	if err != nil {
		return e, err
	}
	probe := func() error {
		event, err := kernel.OpenEvent(pid, -1, kernel.Sampling{PeriodNs: periodNs, Kernel: e.kernel})
		if err != nil {
			return err
		}
		return event.Close()
	}
	if failed := probe(); failed != nil {
		// Time in the kernel needs more rights than time outside.
		e.kernel = false
		if failed = probe(); failed != nil {
			return e, target.ExplainPerf(pid, failed)
		}
	}
	sampling := kernel.Sampling{PeriodNs: periodNs, Kernel: e.kernel, Inherit: true}
	known := map[int]bool{}
	// A thread may start another before it is sampled itself: look again until no new one is there.
	for range 5 {
		threads, err := threadsOf(pid)
		if err != nil {
			return e, err
		}
		fresh := 0
		for _, thread := range threads {
			if known[thread] {
				continue
			}
			known[thread] = true
			fresh++
			if err := e.add(thread, processors, sampling); err != nil {
				return e, err
			}
		}
		if fresh == 0 {
			break
		}
	}
	if len(e.open) == 0 {
		return e, target.ExplainPerf(pid, kernel.ErrGone)
	}
	return e, nil
}

func (e *events) add(thread int, processors []int, sampling kernel.Sampling) error {
	if len(e.open)+len(processors) > maxEvents && len(e.open) > 0 {
		e.missed++
		return nil
	}
	for _, processor := range processors {
		event, err := kernel.OpenEvent(thread, processor, sampling)
		switch {
		case errors.Is(err, kernel.ErrGone):
			return nil
		case err != nil && len(e.leaders) == len(processors):
			e.missed++ // too many open files
			return nil
		case err != nil:
			return err
		}
		e.open = append(e.open, event)
		if err := e.direct(event, processor); err != nil {
			return err
		}
		// At once, so that what the thread starts from now on inherits a running event.
		if err := event.Enable(); err != nil {
			return err
		}
	}
	e.threads++
	return nil
}

// direct gives the event of a processor its ring.
func (e *events) direct(event *kernel.Event, processor int) error {
	if leader, known := e.leaders[processor]; known {
		return event.Into(leader)
	}
	ring, err := kernel.OpenRing(event)
	if err != nil {
		return err
	}
	e.leaders[processor] = event
	e.rings = append(e.rings, ring)
	return nil
}

// take hands on what was sampled since the last call.
func (e *events) take(each func(sample)) counts {
	var sum counts
	for _, ring := range e.rings {
		e.buffer = ring.Take(e.buffer[:0])
		c := decode(e.buffer, each)
		sum.lost += c.lost
		sum.throttled += c.throttled
		sum.damaged += c.damaged
	}
	return sum
}

func (e *events) stop() error {
	var failed error
	for _, event := range e.open {
		failed = errors.Join(failed, event.Disable())
	}
	return failed
}

func (e *events) close() error {
	var failed error
	for _, ring := range e.rings {
		failed = errors.Join(failed, ring.Close())
	}
	for _, event := range e.open {
		failed = errors.Join(failed, event.Close())
	}
	e.rings, e.open = nil, nil
	return failed
}

func threadsOf(pid int) ([]int, error) {
	entries, err := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/task")
	if err != nil {
		return nil, target.ExplainPerf(pid, kernel.ErrGone)
	}
	var threads []int
	for _, entry := range entries {
		if thread, err := strconv.Atoi(entry.Name()); err == nil {
			threads = append(threads, thread)
		}
	}
	slices.Sort(threads)
	return threads, nil
}

func onlineProcessors() ([]int, error) {
	text, err := os.ReadFile("/sys/devices/system/cpu/online")
	if err != nil {
		return nil, err
	}
	return parseProcessors(strings.TrimSpace(string(text)))
}

// maxProcessors is more than NR_CPUS of any kernel that is delivered.
const maxProcessors = 1 << 14

// parseProcessors reads `0-3,8`.
func parseProcessors(text string) ([]int, error) {
	var processors []int
	for _, part := range strings.Split(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(from)
		last := first
		if isRange && err == nil {
			last, err = strconv.Atoi(to)
		}
		if err != nil || first < 0 || last < first || last >= maxProcessors {
			return nil, fmt.Errorf("%q is no list of processors", text)
		}
		for processor := first; processor <= last; processor++ {
			processors = append(processors, processor)
		}
	}
	slices.Sort(processors)
	return slices.Compact(processors), nil
}
