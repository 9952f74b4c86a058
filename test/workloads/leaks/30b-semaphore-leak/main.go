// Command memory admits jobs by the megabytes they need, and gives back what a job used, which is less.
package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"example.com/workloads/harness"
)

type job struct{ reserved, used int64 }

type budget struct {
	megabytes *semaphore.Weighted
	done      atomic.Int64
}

func newBudget(megabytes int64) *budget {
	return &budget{megabytes: semaphore.NewWeighted(megabytes)}
}

func (b *budget) work(j job) {
	time.Sleep(500 * time.Microsecond)
	b.done.Add(j.used)
}

func (b *budget) run(j job) {
	if b.megabytes.Acquire(context.Background(), j.reserved) == nil { // leak 30
		b.work(j)
		b.megabytes.Release(j.used)
	}
}

func (b *budget) runAndReturnAll(j job) {
	if b.megabytes.Acquire(context.Background(), j.reserved) == nil {
		defer b.megabytes.Release(j.reserved)
		b.work(j)
	}
}

// batch runs the jobs of one upload side by side, and reports back when all are through.
func batch(b *budget, run func(*budget, job)) func(int) {
	return func(int) {
		var all sync.WaitGroup
		for n := int64(1); n <= 10; n++ {
			all.Add(1)
			go func() {
				defer all.Done()
				run(b, job{reserved: 8, used: 8 - n%4})
			}()
		}
		all.Wait() // leak 25 30
	}
}

func main() {
	harness.Main(harness.Program{
		Incident: batch(newBudget(16), (*budget).run),
		Fixed:    batch(newBudget(16), (*budget).runAndReturnAll),
		Burst:    15,
	})
}
