// Command release runs the steps of a plan. It hands a copy of the steps to the runners, who count down the WaitGroups of the
// copies, and waits on its own.
package main

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type step struct {
	name  string
	tasks int
	left  sync.WaitGroup
}

type plan struct{ steps []step }

func newPlan() *plan {
	p := &plan{steps: make([]step, 2)}
	for n, name := range []string{"migrate", "deploy"} {
		s := &p.steps[n]
		s.name, s.tasks = name, 2+n
		s.left.Add(s.tasks)
	}
	return p
}

var ran atomic.Int64

func (s *step) task() {
	defer s.left.Done()
	time.Sleep(400 * time.Microsecond)
	ran.Add(int64(len(s.name)))
}

func (s *step) start() {
	for n := 0; n < s.tasks; n++ {
		go s.task()
	}
}

func (p *plan) run() {
	// A snapshot, so that the plan may be edited while it runs.
	snapshot := slices.Clone(p.steps)
	for n := range snapshot {
		snapshot[n].start()
		p.steps[n].left.Wait() // leak 27
	}
}

func (p *plan) runInPlace() {
	for n := range p.steps {
		p.steps[n].start()
		p.steps[n].left.Wait()
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: func(int) { newPlan().run() },
		Fixed:    func(int) { newPlan().runInPlace() },
	})
}
