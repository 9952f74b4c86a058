// Command 28-queue-shutdown is a work queue whose shutdown sets the flag and wakes nobody.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type queue struct {
	cond  *sync.Cond
	items []string
	down  bool
}

func (q *queue) get() (string, bool) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.items) == 0 && !q.down {
		q.cond.Wait() // leak 28
	}
	if len(q.items) == 0 {
		return "", false
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, true
}

func (q *queue) add(item string) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.items = append(q.items, item)
	q.cond.Signal()
}

func (q *queue) shutDown(tells bool) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.down = true
	if tells {
		q.cond.Broadcast()
	}
}

func main() {
	bare.Main(func(fixed bool) {
		q := &queue{cond: sync.NewCond(&sync.Mutex{})}
		go func() {
			for {
				if _, ok := q.get(); !ok {
					return
				}
			}
		}()
		q.add("pod-1")
		time.Sleep(20 * time.Millisecond)
		q.shutDown(fixed)
	})
}
