// Command scheduler runs jobs on workers that wait on a condition for their queue; that is as it should be. Leaked are those
// who wait for a job that was dropped, and pools of helpers made for a job beside the one that lives as long as the program.
package main

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"example.com/workloads/harness"
)

type job struct {
	name string
	done chan struct{}
	err  error
}

type queue struct {
	mu    sync.Mutex
	some  *sync.Cond
	jobs  []*job
	limit int
}

func newQueue(limit, workers int, do func(*job)) *queue {
	q := &queue{limit: limit}
	q.some = sync.NewCond(&q.mu)
	for n := 0; n < workers; n++ {
		go q.work(do)
	}
	return q
}

func (q *queue) work(do func(*job)) {
	for {
		do(q.next())
	}
}

func (q *queue) next() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 {
		q.some.Wait()
	}
	j := q.jobs[0]
	q.jobs = q.jobs[1:]
	return j
}

func (q *queue) push(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) >= q.limit {
		return false
	}
	q.jobs = append(q.jobs, j)
	q.some.Signal()
	return true
}

// helpers share the parts of a job.
type helpers chan func()

// residents stay as long as the program.
func residents(n int) helpers {
	h := make(helpers)
	for ; n > 0; n-- {
		go func() {
			for {
				(<-h)()
			}
		}()
	}
	return h
}

// hired are made for one job.
func hired(n int) helpers {
	h := make(helpers)
	for ; n > 0; n-- {
		go h.run()
	}
	return h
}

func (h helpers) run() {
	for part := range h { // leak 13
		part()
	}
}

var errDropped = errors.New("dropped: the queue is full")

type scheduler struct {
	queue  *queue
	common helpers
	sound  bool
	parts  atomic.Int64
}

func (s *scheduler) do(j *job) {
	h := s.common
	if j.name == "large" {
		h = hired(2)
		if s.sound {
			defer close(h)
		}
	}
	for n := 0; n < 3; n++ {
		h <- func() { s.parts.Add(1) }
	}
	close(j.done)
}

func (s *scheduler) submit(name string) *job {
	j := &job{name: name, done: make(chan struct{})}
	if !s.queue.push(j) && s.sound {
		j.err = errDropped
		close(j.done)
	}
	return j
}

func (j *job) wait() error {
	<-j.done // leak 10
	return j.err
}

func newScheduler(sound bool) *scheduler {
	s := &scheduler{sound: sound, common: residents(4)}
	s.queue = newQueue(2, 5, s.do)
	return s
}

func requests(s *scheduler) func(int) {
	return func(int) {
		go func() { _ = s.submit("large").wait() }()
		time.Sleep(2 * time.Millisecond)
		for n := 0; n < 20; n++ {
			j := s.submit("small")
			go func() { _ = j.wait() }()
		}
	}
}

func main() {
	leaky, sound := newScheduler(false), newScheduler(true)
	harness.Main(harness.Program{Incident: requests(leaky), Fixed: requests(sound)})
}
