// A controller's work queue on a sync.Cond, as in client-go: workers wait for keys, keys are never worked on twice at once.
package main

import (
	"fmt"
	"sync"
	"time"

	"example.com/workloads/harness"
)

// Type is a queue of keys.
type Type struct {
	cond              *sync.Cond
	queue             []string
	dirty, processing map[string]bool
	shuttingDown      bool
}

// New makes an empty queue.
func New() *Type {
	return &Type{cond: sync.NewCond(&sync.Mutex{}), dirty: map[string]bool{}, processing: map[string]bool{}}
}

// Add puts a key in line unless it is there.
func (q *Type) Add(key string) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	if q.dirty[key] {
		return
	}
	q.dirty[key] = true
	if !q.processing[key] {
		q.queue = append(q.queue, key)
		q.cond.Signal()
	}
}

// Get waits for a key.
func (q *Type) Get() (key string, shutdown bool) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.queue) == 0 && !q.shuttingDown {
		q.cond.Wait()
	}
	if len(q.queue) == 0 {
		return "", true
	}
	key, q.queue = q.queue[0], q.queue[1:]
	q.processing[key] = true
	delete(q.dirty, key)
	return key, false
}

// Done ends the work on a key.
func (q *Type) Done(key string) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	delete(q.processing, key)
	if q.dirty[key] {
		q.queue = append(q.queue, key)
		q.cond.Signal()
	}
}

type controller struct{ queue *Type }

func (c *controller) runWorker() {
	for c.processNextItem() {
	}
}

func (c *controller) processNextItem() bool {
	key, quit := c.queue.Get()
	if quit {
		return false
	}
	defer c.queue.Done(key)
	time.Sleep(2 * time.Millisecond)
	return true
}

func (c *controller) resync(every time.Duration) {
	for range time.Tick(every) {
		for i := 0; i < 50; i++ {
			c.queue.Add(fmt.Sprint("default/pod-", i))
		}
	}
}

func main() {
	harness.Serve(func(load bool) {
		every := 10 * time.Minute
		if load {
			every = 20 * time.Millisecond
		}
		for _, workers := range []int{1, 5, 20} {
			c := &controller{New()}
			for i := 0; i < workers; i++ {
				go c.runWorker()
			}
			c.queue.Add("default/first")
			go c.resync(every)
		}
	})
}
