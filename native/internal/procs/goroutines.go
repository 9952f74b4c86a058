package procs

import (
	"errors"
	"sync"
	"time"

	"parkscope/native/internal/runtimestats"
	"parkscope/native/internal/target"
	"parkscope/native/internal/wire"
)

// counter counts goroutines. Where a process has its variables is found out once, which for a large program takes as long as reading its
// table of symbols.
type counter struct {
	lock  sync.Mutex
	known map[int]knownProcess
}

type knownProcess struct {
	startMs int64
	// place is nil for a process whose variables cannot be found.
	place *runtimestats.Known
	// again is when one that did not show them is looked at again: it may just have begun. Zero: never.
	again time.Time
	// looking: another list is finding out.
	looking bool
}

const (
	// patienceCounting is how long a list waits for one number; what is found out later is there in the next list.
	patienceCounting = 300 * time.Millisecond
	maxKnown         = 4096
	// restBetween two searches of a program that did not show its variables.
	restBetween = 2 * time.Second
)

// count adds the number to a process that may be looked into, when it is known soon enough.
func (c *counter) count(process *wire.Process) {
	if process.Go == nil || !available(process.Features, "memory") {
		return
	}
	known, is := c.get(process)
	if is && (known.looking || known.place == nil) {
		return
	}
	done := make(chan *int64, 1)
	pid, startMs := process.PID, process.StartMs
	go func() { done <- c.countOne(pid, startMs, known.place) }()
	timer := time.NewTimer(patienceCounting)
	defer timer.Stop()
	select {
	case process.Goroutines = <-done:
	case <-timer.C:
	}
}

// get answers what is known of a process, and notes that it is being found out.
func (c *counter) get(process *wire.Process) (knownProcess, bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	known, is := c.known[process.PID]
	if is && known.startMs == process.StartMs && (known.again.IsZero() || time.Now().Before(known.again)) {
		return known, true
	}
	if c.known == nil || len(c.known) >= maxKnown {
		c.known = map[int]knownProcess{}
	}
	c.known[process.PID] = knownProcess{startMs: process.StartMs, looking: true}
	return knownProcess{}, false
}

func (c *counter) countOne(pid int, startMs int64, place *runtimestats.Known) *int64 {
	number, place, err := goroutinesOf(pid, place)
	var refused *wire.Error
	c.lock.Lock()
	defer c.lock.Unlock()
	switch {
	case err == nil, errors.As(err, &refused) && (refused.Code == wire.CodeNotGo || refused.Code == wire.CodeUnsupportedGo):
		c.known[pid] = knownProcess{startMs: startMs, place: place}
	case refused != nil:
		delete(c.known, pid) // that may pass
	default:
		c.known[pid] = knownProcess{startMs: startMs, place: place, again: time.Now().Add(restBetween)}
	}
	return number
}

func goroutinesOf(pid int, place *runtimestats.Known) (number *int64, found *runtimestats.Known, err error) {
	process, err := target.Open(pid)
	if err != nil {
		return nil, place, err
	}
	defer func() { err = errors.Join(err, process.Close()) }()
	if place == nil {
		reader, err := runtimestats.Attach(process)
		if err != nil {
			return nil, nil, err
		}
		known := reader.Known()
		place = &known
	}
	count, is, err := place.Goroutines(process)
	if !is || err != nil {
		return nil, place, err
	}
	return &count, place, process.Alive()
}

func available(features []wire.Feature, name string) bool {
	for _, one := range features {
		if one.Name == name {
			return one.Available
		}
	}
	return false
}
