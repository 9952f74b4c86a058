// A batch under one long context: each item makes a child with its cause, and only failures cancel theirs.
// moments 6
package main

import (
	"context"
	"errors"
	"time"

	"example.com/workloads/harness"
)

type job struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	item   int
}

type batch struct {
	ctx  context.Context
	stop context.CancelFunc
}

var errItem = errors.New("item is damaged")

func newBatch() *batch {
	ctx, stop := context.WithCancel(context.Background())
	return &batch{ctx, stop}
}

func (b *batch) job(item int) *job {
	j := &job{item: item}
	j.ctx, j.cancel = context.WithCancelCause(b.ctx) // leak-heap 38
	return j
}

func (j *job) run() error {
	if j.item%100 == 99 {
		j.cancel(errItem)
		return context.Cause(j.ctx)
	}
	return nil
}

func (j *job) runAndEnd() error {
	defer j.cancel(nil)
	return j.run()
}

var nightly = newBatch()

func process(run func(*job) error) {
	for item := 0; item < 4000; item++ {
		run(nightly.job(item))
		if item%80 == 0 {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { process((*job).run) },
		Fixed:    func(int) { process((*job).runAndEnd) },
	})
}
