// Command 25-shards-stop resharding stops the shards and waits for them; they wait to hand on samples to a writer that has left.
package main

import (
	"sync"
	"time"

	"example.com/workloads/harness/bare"
)

type shards struct {
	queues  []chan int
	out     chan []int
	running sync.WaitGroup
	stopped chan struct{}
}

func (s *shards) start(count int, fixed bool) {
	for i := 0; i < count; i++ {
		queue := make(chan int, 4)
		s.queues = append(s.queues, queue)
		s.running.Add(1)
		go s.runShard(queue, fixed)
	}
}

func (s *shards) runShard(queue chan int, fixed bool) {
	defer s.running.Done()
	for sample := range queue {
		if fixed {
			select {
			case s.out <- []int{sample}:
			case <-s.stopped:
				return
			}
			continue
		}
		s.out <- []int{sample} // leak 12, 1, 26, 14
	}
}

func (s *shards) stop() {
	close(s.stopped)
	for _, queue := range s.queues {
		close(queue)
	}
	s.running.Wait() // leak 25, 26, 44
}

func main() {
	bare.Main(func(fixed bool) {
		s := &shards{out: make(chan []int), stopped: make(chan struct{})}
		s.start(3, fixed)
		for _, queue := range s.queues {
			queue <- 1
		}
		time.Sleep(2 * time.Millisecond)
		s.stop()
	})
}
