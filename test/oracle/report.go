package main

import (
	"io"
	"strings"

	"golang.org/x/exp/trace"
)

// Report is what a reader finds in a trace. Times are ns since the first event; null times were outside of the trace. Goroutine and
// task ids are the trace's own, 0 = none; stacks are rows of Stacks, 0 = none.
type Report struct {
	Error string `json:"error"` // where the reader stopped; "" = at the end
	EndNs int64  `json:"endNs"`
	// Counts of events by kind.
	Counts map[string]int `json:"counts"`
	// Leaf first, `function file:line` separated by ";".
	Stacks     []string    `json:"stacks"`
	Wall       []Wall      `json:"wall"`
	Goroutines []Goroutine `json:"goroutines"`
	Procs      []ProcState `json:"procs"`
	Ranges     []Range     `json:"ranges"`
	Metrics    []Metric    `json:"metrics"`
	Tasks      []Task      `json:"tasks"`
	Regions    []Region    `json:"regions"`
	Logs       []Log       `json:"logs"`
	Samples    []Sample    `json:"samples"`
	Threads    int         `json:"threads"` // distinct ones that any event names
}

// Wall is a clock snapshot.
type Wall struct {
	AtNs    int64 `json:"atNs"`
	EpochNs int64 `json:"epochNs,string"`
}

// Goroutine has its changes of state in order; Durations are the nanoseconds by state, `waiting: REASON` apart by reason.
type Goroutine struct {
	ID        int64            `json:"id"`
	CreatedNs *int64           `json:"createdNs"`
	EndedNs   *int64           `json:"endedNs"`
	Creator   int64            `json:"creator"`
	Label     string           `json:"label"`
	Durations map[string]int64 `json:"durations"`
	Changes   []Change         `json:"changes"`
	// Last stack that was told of it.
	Stack int `json:"stack"`
}

// Change is a change of state. Stack is of the one that made it (the waker); Own is the goroutine's own, where told apart.
type Change struct {
	AtNs   int64  `json:"atNs"`
	From   string `json:"from"`
	To     string `json:"to"`
	Reason string `json:"reason"`
	Stack  int    `json:"stack"`
	Own    int    `json:"own"`
	Proc   int64  `json:"proc"` // of the event; -1 = none
	By     int64  `json:"by"`   // goroutine that ran when it happened
}

// ProcState is a change of a P's state.
type ProcState struct {
	AtNs   int64  `json:"atNs"`
	Proc   int64  `json:"proc"`
	From   string `json:"from"`
	To     string `json:"to"`
	Thread int64  `json:"thread"` // of the event; -1 = none
}

// Range is a GC phase, sweep, mark assist or stop-the-world.
type Range struct {
	Name      string `json:"name"`
	Goroutine int64  `json:"goroutine"` // scope; 0 = none
	Proc      int64  `json:"proc"`      // scope; -1 = none
	StartNs   int64  `json:"startNs"`
	Active    bool   `json:"active"` // had begun before: StartNs is when it was told
	EndNs     *int64 `json:"endNs"`
	Stack     int    `json:"stack"`
	Swept     uint64 `json:"swept"`
	Reclaimed uint64 `json:"reclaimed"`
}

// Metric is a value that the runtime reported.
type Metric struct {
	AtNs  int64  `json:"atNs"`
	Name  string `json:"name"`
	Value uint64 `json:"value"`
}

// Task is a runtime/trace.Task, also one that only others name.
type Task struct {
	ID        uint64 `json:"id"`
	Parent    uint64 `json:"parent"`
	Name      string `json:"name"`
	StartNs   *int64 `json:"startNs"`
	EndNs     *int64 `json:"endNs"`
	Goroutine int64  `json:"goroutine"`
	Stack     int    `json:"stack"`
}

// Region is a runtime/trace.Region.
type Region struct {
	Goroutine int64  `json:"goroutine"`
	Task      uint64 `json:"task"`
	Name      string `json:"name"`
	StartNs   *int64 `json:"startNs"`
	EndNs     *int64 `json:"endNs"`
	Stack     int    `json:"stack"`
}

// Log is a runtime/trace.Log.
type Log struct {
	AtNs      int64  `json:"atNs"`
	Goroutine int64  `json:"goroutine"`
	Task      uint64 `json:"task"`
	Category  string `json:"category"`
	Message   string `json:"message"`
	Stack     int    `json:"stack"`
}

// Sample is one of the CPU profiler.
type Sample struct {
	AtNs      int64 `json:"atNs"`
	Goroutine int64 `json:"goroutine"`
	Proc      int64 `json:"proc"`
	Thread    int64 `json:"thread"`
	Stack     int   `json:"stack"`
}

// collector keeps what is open while the events pass.
type collector struct {
	Report
	any     bool
	first   trace.Time
	synced  int64 // time of the last Sync
	stackOf map[string]int
	gs      map[trace.GoID]int
	since   map[trace.GoID]int64
	state   map[trace.GoID]string
	reason  map[trace.GoID]string
	ranges  map[string]int
	tasks   map[trace.TaskID]int
	regions map[trace.GoID][]int
	threads map[trace.ThreadID]bool
}

func report(r io.Reader) Report {
	c := &collector{
		Report: Report{
			Counts: map[string]int{}, Stacks: []string{""}, Wall: []Wall{}, Goroutines: []Goroutine{}, Procs: []ProcState{},
			Ranges: []Range{}, Metrics: []Metric{}, Tasks: []Task{}, Regions: []Region{}, Logs: []Log{}, Samples: []Sample{},
		},
		stackOf: map[string]int{},
		gs:      map[trace.GoID]int{},
		since:   map[trace.GoID]int64{},
		state:   map[trace.GoID]string{},
		reason:  map[trace.GoID]string{},
		ranges:  map[string]int{},
		tasks:   map[trace.TaskID]int{},
		regions: map[trace.GoID][]int{},
		threads: map[trace.ThreadID]bool{},
	}
	if _, err := each(r, c.visit); err != nil {
		c.Error = err.Error()
	}
	for id, state := range c.state {
		if state != "NotExist" {
			c.spend(id, c.EndNs)
		}
	}
	c.Threads = len(c.threads)
	return c.Report
}

func (c *collector) visit(ev trace.Event) {
	if !c.any {
		c.any, c.first = true, ev.Time()
	}
	at := int64(ev.Time() - c.first)
	c.Counts[ev.Kind().String()]++
	c.EndNs = at
	if ev.Kind() != trace.EventSync && ev.Thread() != trace.NoThread {
		c.threads[ev.Thread()] = true
	}
	switch ev.Kind() {
	case trace.EventSync:
		c.synced = at
		if clock := ev.Sync().ClockSnapshot; clock != nil {
			c.Wall = append(c.Wall, Wall{int64(clock.Trace - c.first), clock.Wall.UnixNano()})
		}
	case trace.EventMetric:
		m := ev.Metric()
		c.Metrics = append(c.Metrics, Metric{at, m.Name, m.Value.Uint64()})
	case trace.EventLabel:
		l := ev.Label()
		c.goroutine(l.Resource.Goroutine()).Label = l.Label
	case trace.EventStackSample:
		c.Samples = append(c.Samples, Sample{at, id(ev.Goroutine()), int64(ev.Proc()), int64(ev.Thread()), c.stack(ev.Stack())})
	case trace.EventRangeBegin, trace.EventRangeActive, trace.EventRangeEnd:
		c.ranged(ev, at)
	case trace.EventTaskBegin, trace.EventTaskEnd:
		c.task(ev, at)
	case trace.EventRegionBegin, trace.EventRegionEnd:
		c.region(ev, at)
	case trace.EventLog:
		l := ev.Log()
		c.Logs = append(c.Logs, Log{at, id(ev.Goroutine()), c.named(l.Task), l.Category, l.Message, c.stack(ev.Stack())})
	case trace.EventStateTransition:
		switch t := ev.StateTransition(); t.Resource.Kind {
		case trace.ResourceGoroutine:
			c.changed(ev, t, at)
		case trace.ResourceProc:
			from, to := t.Proc()
			c.Procs = append(c.Procs, ProcState{at, int64(t.Resource.Proc()), from.String(), to.String(), int64(ev.Thread())})
		}
	}
}

func (c *collector) changed(ev trace.Event, t trace.StateTransition, at int64) {
	gid := t.Resource.Goroutine()
	from, to := t.Goroutine()
	g := c.goroutine(gid)
	change := Change{
		AtNs: at, From: from.String(), To: to.String(), Reason: t.Reason,
		Stack: c.stack(ev.Stack()), Own: c.stack(t.Stack), Proc: int64(ev.Proc()), By: id(ev.Goroutine()),
	}
	g.Changes = append(g.Changes, change)
	if change.Own != 0 {
		g.Stack = change.Own
	} else if change.Stack != 0 && ev.Goroutine() == gid {
		g.Stack = change.Stack
	}
	if from == trace.GoNotExist { // that of a C thread's callbacks comes again and again
		if g.CreatedNs == nil {
			g.CreatedNs = &at
		}
		g.EndedNs = nil
		g.Creator = change.By
	}
	if to == trace.GoNotExist {
		g.EndedNs = &at
		for _, row := range c.regions[gid] { // they end with their goroutine
			c.Regions[row].EndNs = &at
		}
		delete(c.regions, gid)
	}
	if _, known := c.since[gid]; known && from != trace.GoNotExist {
		c.spend(gid, at)
	}
	if from != to { // a status of a later generation says nothing new; the reason stays
		c.state[gid], c.reason[gid] = to.String(), t.Reason
	}
	c.since[gid] = at
}

// spend adds the time since the last change of a goroutine to its state.
func (c *collector) spend(gid trace.GoID, until int64) {
	state := strings.ToLower(c.state[gid])
	if state == "waiting" {
		state += ": " + c.reason[gid]
	}
	c.goroutine(gid).Durations[state] += until - c.since[gid]
}

func (c *collector) goroutine(gid trace.GoID) *Goroutine {
	row, ok := c.gs[gid]
	if !ok {
		row = len(c.Goroutines)
		c.gs[gid] = row
		c.Goroutines = append(c.Goroutines, Goroutine{ID: int64(gid), Durations: map[string]int64{}, Changes: []Change{}})
	}
	return &c.Goroutines[row]
}

func (c *collector) ranged(ev trace.Event, at int64) {
	r := ev.Range()
	key := r.Name + r.Scope.String()
	row, open := c.ranges[key]
	if ev.Kind() == trace.EventRangeEnd {
		if !open {
			return // the reader refuses these itself
		}
		c.Ranges[row].EndNs = &at
		for _, a := range ev.RangeAttributes() {
			switch a.Name {
			case "bytes swept":
				c.Ranges[row].Swept = a.Value.Uint64()
			case "bytes reclaimed":
				c.Ranges[row].Reclaimed = a.Value.Uint64()
			}
		}
		delete(c.ranges, key)
		return
	}
	if open {
		return // told again at the start of a generation
	}
	c.ranges[key] = len(c.Ranges)
	made := Range{Name: r.Name, Proc: -1, StartNs: at, Stack: c.stack(ev.Stack())}
	if ev.Kind() == trace.EventRangeActive {
		made.Active, made.StartNs = true, c.synced
	}
	switch r.Scope.Kind {
	case trace.ResourceGoroutine:
		made.Goroutine = id(r.Scope.Goroutine())
	case trace.ResourceProc:
		made.Proc = int64(r.Scope.Proc())
	}
	c.Ranges = append(c.Ranges, made)
}

// named makes sure that there is a task of that number, and gives the number. 0 = none or the background task.
func (c *collector) named(t trace.TaskID) uint64 {
	if t == trace.NoTask || t == trace.BackgroundTask {
		return 0
	}
	if _, known := c.tasks[t]; !known {
		c.tasks[t] = len(c.Tasks)
		c.Tasks = append(c.Tasks, Task{ID: uint64(t)})
	}
	return uint64(t)
}

func (c *collector) task(ev trace.Event, at int64) {
	t := ev.Task()
	parent := c.named(t.Parent)
	if c.named(t.ID) == 0 {
		return
	}
	made := &c.Tasks[c.tasks[t.ID]]
	if ev.Kind() == trace.EventTaskEnd {
		if made.EndNs == nil { // Task.End may be called again
			made.EndNs = &at
		}
		return
	}
	*made = Task{uint64(t.ID), parent, t.Type, &at, nil, id(ev.Goroutine()), c.stack(ev.Stack())}
}

func (c *collector) region(ev trace.Event, at int64) {
	r := ev.Region()
	gid := ev.Goroutine()
	open := c.regions[gid]
	if ev.Kind() == trace.EventRegionBegin {
		c.regions[gid] = append(open, len(c.Regions))
		c.Regions = append(c.Regions, Region{id(gid), c.named(r.Task), r.Type, &at, nil, c.stack(ev.Stack())})
		return
	}
	if len(open) == 0 { // began before the trace
		c.Regions = append(c.Regions, Region{id(gid), c.named(r.Task), r.Type, nil, &at, 0})
		return
	}
	c.Regions[open[len(open)-1]].EndNs = &at
	c.regions[gid] = open[:len(open)-1]
}

func (c *collector) stack(s trace.Stack) int {
	var b strings.Builder
	for f := range s.Frames() {
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(f.Func + " " + f.File + ":")
		b.WriteString(decimal(f.Line))
	}
	if b.Len() == 0 {
		return 0
	}
	row, ok := c.stackOf[b.String()]
	if !ok {
		row = len(c.Stacks)
		c.stackOf[b.String()] = row
		c.Stacks = append(c.Stacks, b.String())
	}
	return row
}
